//go:build tools

// Pins what build.ts compiles from this module.
package tools

import _ "github.com/open-policy-agent/gatekeeper/v3"
