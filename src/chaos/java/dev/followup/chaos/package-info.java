/// The chaos run: the deployed function in several processes that die at random, between a real queue, a real
/// table and CRMs at which everything goes wrong. In the end each task that the rules ask for is there, once.
@NullMarked
package dev.followup.chaos;

import org.jspecify.annotations.NullMarked;
