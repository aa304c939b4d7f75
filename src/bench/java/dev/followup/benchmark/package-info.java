/// What all benchmarks share: how results are shown.
@NullMarked
package dev.followup.benchmark;

import org.jspecify.annotations.NullMarked;
