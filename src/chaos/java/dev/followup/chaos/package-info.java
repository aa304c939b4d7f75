/// The chaos run: the deployed function in several processes that are killed at random, with a real queue, a
/// real table and CRMs full of faults. In the end each task that the rules require exists, once.
@NullMarked
package dev.followup.chaos;

import org.jspecify.annotations.NullMarked;
