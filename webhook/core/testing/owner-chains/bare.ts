/** Pods that no controller of Kubernetes owns, and others that only a policy can tell are one. */
import { named, owner, type Chain, type Run } from './chain.ts';

const airflow = (run: Run) =>
  named(`embed-docs-${run.five}${run.five.slice(0, 3)}`, undefined, run, {
    dag_id: 'Daily_Embeddings',
    task_id: 'embed_docs',
    run_id: `scheduled__${run.second}`,
    try_number: '1',
    kubernetes_pod_operator: 'True',
  });

const workerOf = (run: Run) =>
  named(`daily-embed-${run.hash}`, undefined, run, {
    'airflow-worker': '17',
    dag_id: 'Daily_Embeddings',
    task_id: 'embed_docs',
    kubernetes_executor: 'True',
  });

const jupyter = (run: Run) =>
  named(`jupyter-${run.user}`, undefined, run, {
    app: 'jupyterhub',
    component: 'singleuser-server',
    'hub.jupyter.org/username': run.user,
  });

const GITLAB = 'project.runner.gitlab.com';
const gitlab = (run: Run) =>
  named(`runner-3lj4ihzt1-project-42-concurrent-0-${run.five}abc`, undefined, run, {
    [`${GITLAB}/id`]: '42',
    [`${GITLAB}/name`]: 'voice',
    'job.runner.gitlab.com/pod': 'runner-3lj4ihzt1-project-42-concurrent-0',
  });

const flyte = (run: Run) =>
  named(
    `f${run.hash}-n0-0`,
    owner('flyteworkflow', `f${run.hash}`, 'flyte.lyft.com/v1alpha1', run),
    run,
    {
      'execution-id': `f${run.hash}`,
      'workflow-name': 'asr-train',
      'node-id': 'n0',
      'task-name': 'asr-train-embed',
      project: 'speech',
      domain: 'production',
    },
  );

const grouped = (run: Run) =>
  named(`group-${run.hash}-${run.ordinal}`, undefined, run, {
    'kueue.x-k8s.io/queue-name': 'gpu',
    'kueue.x-k8s.io/pod-group-name': `group-${run.hash}`,
    app: 'sweep',
  });

export const bare: readonly Chain[] = [
  {
    name: 'a pod of Airflow’s KubernetesPodOperator',
    pod: airflow,
    want: 'Pod/embed-docs-x7k2qx7k by bare-pod',
    each: true,
  },
  {
    name: 'Airflow folded by DAG and task',
    pod: airflow,
    identity: ['dag_id', 'task_id'],
    want: 'Pod/Daily_Embeddings/embed_docs by policy ours',
  },
  {
    name: 'a worker of Airflow’s KubernetesExecutor, folded alike',
    pod: workerOf,
    identity: ['dag_id', 'task_id'],
    want: 'Pod/Daily_Embeddings/embed_docs by policy ours',
  },
  {
    name: 'Airflow under a policy that asks for a label its pods lack',
    pod: airflow,
    identity: ['dag_id', 'map_name'],
    want: 'Pod/embed-docs-x7k2qx7k by bare-pod',
    each: true,
  },
  {
    name: 'a user’s server of JupyterHub',
    pod: jupyter,
    want: 'Pod/jupyter-ada by bare-pod',
    each: true,
  },
  {
    name: 'all users of a JupyterHub folded into one',
    pod: jupyter,
    identity: ['component'],
    want: 'Pod/singleuser-server by policy ours',
  },
  {
    name: 'a job of a GitLab runner',
    pod: gitlab,
    want: 'Pod/runner-3lj4ihzt1-project-42-concurrent-0-x7k2qabc by bare-pod',
    each: true,
  },
  {
    name: 'the jobs of a GitLab project folded into one',
    pod: gitlab,
    identity: [`${GITLAB}/name`],
    want: 'Pod/voice by policy ours',
  },
  {
    name: 'a task of Flyte',
    pod: flyte,
    want: 'flyteworkflow/f7d9c5b6f4 by owner',
    each: true,
  },
  {
    name: 'Flyte folded by workflow and task',
    pod: flyte,
    identity: ['workflow-name', 'task-name'],
    want: 'flyteworkflow/asr-train/asr-train-embed by policy ours',
  },
  {
    name: 'a plain pod in a group of Kueue’s',
    pod: grouped,
    want: 'Pod/group-7d9c5b6f4-0 by bare-pod',
    each: true,
  },
  {
    name: 'a group of Kueue’s folded by an app label',
    pod: grouped,
    identity: ['app'],
    want: 'Pod/sweep by policy ours',
  },
];
