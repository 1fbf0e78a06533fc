{{- /* How somebody is told whom to ask; of the Secret only keys that are named. */ -}}
{{- define "tranche.prometheusArgs" -}}
{{- with .prometheus -}}
- --prometheus={{ .url }}
{{- range $flag, $key := dict "bearer-token-file" .bearerTokenKey "password-file" .passwordKey "ca" .caKey "cert" .certKey "key" .keyKey }}
{{- with $key }}
- --{{ $flag }}=/etc/tranche/prometheus/{{ . }}
{{- end }}
{{- end }}
{{- range $flag, $word := dict "username" .username "tls-server-name" .tlsServerName "tenant" .tenant }}
{{- with $word }}
- {{ printf "--%s=%s" $flag . | quote }}
{{- end }}
{{- end }}
{{- range .match }}
- {{ printf "--prometheus-match=%s" . | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "tranche.profilerArgs" -}}
{{ include "tranche.prometheusArgs" . }}
- --profile-every={{ .every }}
- --profile-since={{ .since }}
- --profile-deadline-seconds={{ int .deadlineSeconds }}
- --profile-heap-mib={{ int .heapMebibytes }}
{{- end }}

{{- /* Empty where nothing is to be mounted. */ -}}
{{- define "tranche.prometheusSecret" -}}
{{- if .Values.profiler.enabled }}{{ .Values.profiler.prometheus.existingSecret }}{{ end -}}
{{- end }}

{{- /* What values.schema.json cannot say in a sentence. */ -}}
{{- define "tranche.profilerChecks" -}}
{{- with .Values.profiler }}
{{- if and .enabled (not .prometheus.url) }}
{{- fail "profiler.enabled is true, but profiler.prometheus.url is empty: nobody can be asked." }}
{{- end }}
{{- if and .prometheus.url (not .enabled) (not $.Values.report.enabled) }}
{{- fail "profiler.prometheus.url is set, but profiler.enabled is false, and so is report.enabled: nobody would ask there. Set profiler.enabled=true, or leave the address away." }}
{{- end }}
{{- with .prometheus }}
{{- if and (not .existingSecret) (or .bearerTokenKey .passwordKey .caKey .certKey .keyKey) }}
{{- fail "profiler.prometheus names a key of a Secret, but not the Secret: set profiler.prometheus.existingSecret." }}
{{- end }}
{{- end }}
{{- $limit := toString (dig "limits" "memory" "" $.Values.resources) }}
{{- $needs := add 320 (int .heapMebibytes) }}
{{- if and .enabled (regexMatch "^[0-9]+Mi$" $limit) (lt (int (trimSuffix "Mi" $limit)) (int $needs)) }}
{{- fail (printf "resources.limits.memory is %s, but a run of the profiler may fill %d MiB beside the 320 of the server: set it to %dMi at least, or profiler.heapMebibytes lower." $limit (int .heapMebibytes) $needs) }}
{{- end }}
{{- end }}
{{- end }}
