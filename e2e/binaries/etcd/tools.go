//go:build tools

// Pins what build.ts compiles from this module.
package tools

import _ "go.etcd.io/etcd/server/v3"
