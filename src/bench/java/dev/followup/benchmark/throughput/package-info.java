/// The rate of tasks and requests against a CRM of a given latency.
@NullMarked
package dev.followup.benchmark.throughput;

import org.jspecify.annotations.NullMarked;
