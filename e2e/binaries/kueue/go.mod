// Nothing is built from it: the CRDs are read out of its source, at the version pinned here.
module tranche.dev/e2e/kueue

go 1.26.0

require sigs.k8s.io/kueue v0.15.1
