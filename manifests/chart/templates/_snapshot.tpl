{{- /* No pod of the Service or of the Deployment. */ -}}
{{- define "tranche.snapshotSelector" -}}
app.kubernetes.io/name: tranche
app.kubernetes.io/component: snapshot
{{- end }}

{{- define "tranche.snapshotLabels" -}}
{{ include "tranche.snapshotSelector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}
