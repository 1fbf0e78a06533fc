//go:build tools

// Pins what build.ts compiles from this module.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
