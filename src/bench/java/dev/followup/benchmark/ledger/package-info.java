/// What the ledger's calls cost when it is full.
@NullMarked
package dev.followup.benchmark.ledger;

import org.jspecify.annotations.NullMarked;
