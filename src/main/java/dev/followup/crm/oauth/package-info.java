/// The CRM's token endpoint. It exchanges codes and refresh tokens for new tokens. It must not know where
/// tokens are stored.
@NullMarked
package dev.followup.crm.oauth;

import org.jspecify.annotations.NullMarked;
