{{- define "llm-stack.fullname" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "llm-stack.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "llm-stack.image" -}}
{{ .Values.engine.image }}:{{ .Values.engine.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "llm-stack.gpus" -}}
{{ .resource }}: {{ .count | quote }}
{{- end -}}
