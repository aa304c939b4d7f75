/// Processes a batch of the inbox: one account's messages are decoded, planned, written down and delivered. The only
/// package that combines these steps. It knows neither HTTP nor DynamoDB, and only `lambda` calls it.
@NullMarked
package dev.followup.worker;

import org.jspecify.annotations.NullMarked;
