/// Which webhooks the rules need, and whether the CRM has them: subscribing, and watching that they stay switched on.
/// It must not know what the webhooks report.
@NullMarked
package dev.followup.subscription;

import org.jspecify.annotations.NullMarked;
