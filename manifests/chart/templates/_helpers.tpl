{{- /*
Names are fixed and not made from the release's: a cluster has one Tranche, and a second release
is refused by Helm because these objects have an owner.
*/ -}}

{{- define "tranche.selector" -}}
app.kubernetes.io/name: tranche
app.kubernetes.io/component: admission
{{- end }}

{{- define "tranche.labels" -}}
{{ include "tranche.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "tranche.mode" -}}
{{ ternary "enforce" "observe" .Values.enforce }}
{{- end }}

{{- /* A pod that no policy can reach must not wait for us: the cluster's own, and our own. */ -}}
{{- define "tranche.namespaceSelector" -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values:
      {{- concat (list "kube-system" .Release.Namespace) .Values.excludedNamespaces | uniq | toYaml | nindent 6 }}
{{- end }}

{{- /*
No caBundle, unless certificates come from elsewhere: the server keeps it in place, and a field
that a manifest does not name is drift to nobody.
*/ -}}
{{- define "tranche.clientConfig" -}}
service:
  namespace: {{ .Release.Namespace }}
  name: tranche
  path: {{ .path }}
  port: 8443
{{- with .Values.certificates.caBundle }}
caBundle: {{ . }}
{{- end }}
{{- end }}

{{- /* Names as a list of CEL: [] or ['a', 'b']. */ -}}
{{- define "tranche.celList" -}}
[{{- range $i, $name := . }}{{ if $i }}, {{ end }}'{{ $name }}'{{ end -}}]
{{- end }}
