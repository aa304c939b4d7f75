package dev.followup.crm.oauth;

import dev.followup.crm.session.RateLimitFilter;
import dev.followup.crm.session.ResponseFilter;
import io.quarkus.rest.client.reactive.Url;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/// The CRM's OAuth endpoint. Its requests count against the rate limit like all others, and carry no token.
/// None is repeated, since a code or refresh token is valid for one use.
@RegisterRestClient(configKey = "crm", baseUri = "https://account.invalid")
@RegisterProvider(RateLimitFilter.class)
@RegisterProvider(ResponseFilter.class)
@Path("/oauth2/access_token")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface OAuthApi {

    @POST
    @Nullable
    TokenResponse exchange(@Url URI host, TokenRequest request);
}
