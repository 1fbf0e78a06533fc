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
{{- include "tranche.prometheusChecks" . }}
{{- end }}
{{- $limit := toString (dig "limits" "memory" "" $.Values.resources) }}
{{- $needs := add 320 (int .heapMebibytes) }}
{{- if and .enabled (regexMatch "^[0-9]+Mi$" $limit) (lt (int (trimSuffix "Mi" $limit)) (int $needs)) }}
{{- fail (printf "resources.limits.memory is %s, but a run of the profiler may fill %d MiB beside the 320 of the server: set it to %dMi at least, or profiler.heapMebibytes lower." $limit (int .heapMebibytes) $needs) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* As webhook/adapters/prometheus/connection.ts and the command line would, but where somebody is looking. */ -}}
{{- define "tranche.prometheusChecks" -}}
{{- $path := regexReplaceAll "^https?://[^/]*" .url "" }}
{{- if regexMatch "/api(/v1.*)?/*$" $path }}
{{- fail (printf "profiler.prometheus.url is %s, but the address of Prometheus ends before /api: set it to %s." .url (regexReplaceAll "/api(/v1.*)?/*$" .url "")) }}
{{- end }}
{{- $clear := regexMatch "^http://" .url }}
{{- $here := regexMatch "^http://(localhost|127(\\.[0-9]+){3}|\\[::1\\])(:[0-9]+)?(/|$)" .url }}
{{- if and $clear (not $here) (or .bearerTokenKey .passwordKey) }}
{{- fail (printf "profiler.prometheus.url is %s, which would get our credentials in clear (bearerTokenKey, passwordKey): set it to an address with https." .url) }}
{{- end }}
{{- if and $clear (or .caKey .certKey .keyKey .tlsServerName) }}
{{- fail (printf "profiler.prometheus.url is %s, and without https caKey, certKey, keyKey and tlsServerName have no use there: set it to an address with https, or leave them away." .url) }}
{{- end }}
{{- if and .bearerTokenKey (or .username .passwordKey) }}
{{- fail "profiler.prometheus has a bearerTokenKey and a username or passwordKey: Prometheus takes one of them." }}
{{- end }}
{{- if ne (empty .username) (empty .passwordKey) }}
{{- fail "profiler.prometheus.username and passwordKey go together: set both, or neither." }}
{{- end }}
{{- if ne (empty .certKey) (empty .keyKey) }}
{{- fail "profiler.prometheus.certKey and keyKey go together: a client certificate needs both." }}
{{- end }}
{{- end }}
