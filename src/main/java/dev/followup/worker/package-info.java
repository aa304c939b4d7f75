/// Processes a batch of the inbox: one account's messages are decoded, planned, written down and delivered. The only
/// package that puts the steps together. It knows neither HTTP nor DynamoDB, and nobody but `lambda` calls it.
@NullMarked
package dev.followup.worker;

import org.jspecify.annotations.NullMarked;
