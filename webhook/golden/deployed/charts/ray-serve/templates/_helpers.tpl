{{- define "ray-serve.cluster" -}}
rayVersion: {{ .Chart.AppVersion }}
headGroupSpec:
  rayStartParams: { num-gpus: '0', dashboard-host: 0.0.0.0 }
  template:
    spec:
      containers:
        - name: ray-head
          image: {{ .Values.image }}:{{ .Chart.AppVersion }}-gpu
          resources:
            limits: { cpu: {{ .Values.head.cpu | quote }}, memory: {{ .Values.head.memory }} }
workerGroupSpecs:
  {{- range $name, $group := .Values.workers }}
  - groupName: {{ $name }}
    replicas: {{ $group.replicas }}
    minReplicas: 0
    maxReplicas: {{ $group.max }}
    rayStartParams: {}
    template:
      spec:
        containers:
          - name: ray-worker
            image: {{ $.Values.image }}:{{ $.Chart.AppVersion }}{{ if $group.gpus }}-gpu{{ end }}
            resources:
              limits:
                cpu: {{ $group.cpu | quote }}
                memory: {{ $group.memory }}
                {{- if $group.gpus }}
                nvidia.com/gpu: {{ $group.gpus | quote }}
                {{- end }}
  {{- end }}
{{- end -}}
