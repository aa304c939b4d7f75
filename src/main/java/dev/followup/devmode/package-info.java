/// A laptop's gateway, queue and scheduler: what API Gateway, SQS and EventBridge Scheduler do when deployed.
/// Beans of dev and test only; it is not in the zip, and nothing else may know it.
@NullMarked
package dev.followup.devmode;

import org.jspecify.annotations.NullMarked;
