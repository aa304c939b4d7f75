/// The benchmark of the journal.
@NullMarked
package dev.followup.benchmark.journal;

import org.jspecify.annotations.NullMarked;
