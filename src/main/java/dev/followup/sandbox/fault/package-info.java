/// The sandbox's limits, latency and faults on demand, and its statistics. It must not know what is requested.
@NullMarked
package dev.followup.sandbox.fault;

import org.jspecify.annotations.NullMarked;
