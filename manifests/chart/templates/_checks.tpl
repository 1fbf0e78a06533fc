{{- /* What values.schema.json cannot say in a sentence. Included by the Deployment. */ -}}
{{- define "tranche.checks" -}}
{{- with .Values }}
{{- if ne (int .replicas) 1 }}
{{- fail (printf "replicas is %d; it must be 1: the quota ledger lives in the memory of one process, and two would each admit a full quota. More replicas come with a ledger in etcd." (int .replicas)) }}
{{- end }}
{{- if eq (int .ports.secure) (int .ports.admin) }}
{{- fail (printf "ports.secure and ports.admin are both %d; one process cannot listen twice on one port." (int .ports.admin)) }}
{{- end }}
{{- if has (int .ports.inquiry) (list (int .ports.secure) (int .ports.admin)) }}
{{- fail (printf "ports.inquiry is %d, and so is another port; one process cannot listen twice on one port." (int .ports.inquiry)) }}
{{- end }}
{{- if hasKey .documents "guards.yaml" }}
{{- fail "documents may not hold guards.yaml: the chart brings a file of that name. Take another name; policies add up." }}
{{- end }}
{{- with .certificates }}
{{- if and .existingSecret (not .caBundle) (not .annotations) }}
{{- fail "certificates.existingSecret is set, but nobody tells the API server whom to trust: set certificates.caBundle, or certificates.annotations for whoever injects it." }}
{{- end }}
{{- if and .caBundle (not .existingSecret) }}
{{- fail "certificates.caBundle is set without certificates.existingSecret: a self-made certificate is not signed by that CA." }}
{{- end }}
{{- end }}
{{- if and .networkPolicy.enabled .hostNetwork }}
{{- fail "networkPolicy.enabled and hostNetwork are both true: a NetworkPolicy does not reach pods on the host network." }}
{{- end }}
{{- end }}
{{- end }}
