/// A laptop's world: what API Gateway, SQS and the scheduler do when deployed. Beans of dev and test only.
@NullMarked
package dev.followup.local;

import org.jspecify.annotations.NullMarked;
