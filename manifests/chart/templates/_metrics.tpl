{{- /* By which a Prometheus that looks for them finds the admin port; a PodMonitor besides would count all twice. */ -}}
{{- define "tranche.scrapeAnnotations" -}}
{{- if and .Values.metrics.annotations (not .Values.metrics.podMonitor.enabled) -}}
prometheus.io/scrape: "true"
prometheus.io/port: {{ .Values.ports.admin | toString | quote }}
prometheus.io/path: /metrics
{{- end }}
{{- end }}

{{- /* What values.schema.json cannot say in a sentence. */ -}}
{{- define "tranche.metricsChecks" -}}
{{- with .Values }}
{{- if and .metrics.podMonitor.enabled .networkPolicy.enabled (not .networkPolicy.metrics) }}
{{- fail "metrics.podMonitor.enabled and networkPolicy.enabled are both true, and networkPolicy.metrics names nobody: Prometheus would be kept out of the admin port. Name its pods there." }}
{{- end }}
{{- end }}
{{- end }}
