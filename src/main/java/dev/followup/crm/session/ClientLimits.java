package dev.followup.crm.session;

import dev.followup.config.FollowupConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.jboss.resteasy.reactive.client.impl.VertxRequestCustomizingClientBuilder;

/// The listener that gives the CRM's REST clients the time-outs of our settings, and limits their answers. Public,
/// because the service loader makes it.
public final class ClientLimits implements RestClientListener {

    /// Made by the service loader.
    public ClientLimits() {}

    @Override
    public void onNewClient(Class<?> type, RestClientBuilder builder) {
        var crm = ConfigProvider.getConfig()
                .unwrap(SmallRyeConfig.class)
                .getConfigMapping(FollowupConfig.class)
                .crm();
        builder.connectTimeout(crm.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(crm.readTimeout().toMillis(), TimeUnit.MILLISECONDS);
        if (!(builder instanceof VertxRequestCustomizingClientBuilder<?> customizing)) {
            throw new IllegalStateException("answers cannot be limited: the builder is " + builder.getClass());
        }
        customizing.httpClientRequestCustomizer(new AnswerLimit(crm.readTimeout()));
    }
}
