package dev.followup.crm;

import io.quarkus.rest.client.reactive.Url;
import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.faulttolerance.api.RetryWhen;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/// The hooks of an account in the CRM's API v4. Every attempt passes the `Gate`, every answer the `AnswerCheck`;
/// repeated as the reading calls of `TasksApi`: who subscribes twice under one address has one hook.
@RegisterRestClient(configKey = "crm", baseUri = "https://account.invalid")
@RegisterProvider(Gate.class)
@RegisterProvider(AnswerCheck.class)
@Path("/api/v4/webhooks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({"application/hal+json", MediaType.APPLICATION_JSON})
@Retry(maxRetries = TasksApi.RETRIES, delay = TasksApi.FIRST_DELAY, maxDuration = 0, jitter = 0)
@CustomBackoff(CrmBackoff.class)
@RetryWhen(exception = WorthRepeating.AnyTrouble.class)
interface HooksApi {

    /// All of them, `null` where the CRM says "no content". An account has 100 at most, and the documentation
    /// knows no pages of them; read 2026-11-22.
    @GET
    @Nullable
    Page<HookModel> list(@Url URI host);

    /// Adds a hook, or gives the one that has this address other settings.
    @POST
    @Nullable
    HookModel subscribe(@Url URI host, HookInput hook);
}
