/// The table in which all benchmarks show their results.
@NullMarked
package dev.followup.benchmark;

import org.jspecify.annotations.NullMarked;
