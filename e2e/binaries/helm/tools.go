//go:build tools

// Pins what build.ts compiles from this module.
package tools

import _ "helm.sh/helm/v4/cmd/helm"
