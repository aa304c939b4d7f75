/// The surroundings of the functions on a development machine: what API Gateway, SQS and EventBridge Scheduler
/// do when deployed. Its beans exist in the dev profile alone; it is not in the zip, and no other package may
/// know it.
@NullMarked
package dev.followup.devmode;

import org.jspecify.annotations.NullMarked;
