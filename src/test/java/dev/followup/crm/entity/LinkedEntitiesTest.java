package dev.followup.crm.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.crm.session.CrmResult;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.event.EntityRef;
import dev.followup.lambda.ExplainFunction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class LinkedEntitiesTest {

    @Inject
    LinkedEntities entities;

    @Inject
    ExplainFunction explain;

    @Inject
    Accounts accounts;

    private final SandboxCalls sandbox = new SandboxCalls();

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
    }

    private CrmResult<Map<String, Map<String, @Nullable Object>>> of(long lead) {
        return entities.of(accounts.find("demo").orElseThrow(), new EntityRef(EntityRef.Type.LEADS, lead));
    }

    private long lead(String body) throws Exception {
        return sandbox.call("POST", "/api/v4/leads", "[" + body + "]")
                .at("/_embedded/leads/0/id")
                .asLong();
    }

    @Test
    void has_the_facts_of_a_lead() throws Exception {
        var lead = lead("{\"name\": \"Roof\", \"price\": 70000}");
        assertThat(of(lead))
                .isInstanceOfSatisfying(
                        CrmResult.All.class,
                        found -> assertThat(((Map<?, ?>) found.all()).get("lead"))
                                .asString()
                                .contains("name=Roof", "price=70000"));
    }

    @Test
    void an_entity_that_the_crm_does_not_have_is_left_out() {
        assertThat(of(999_999)).isEqualTo(new CrmResult.All<>(Map.of()));
    }

    @Test
    void explain_shows_what_an_event_about_it_would_do_now() throws Exception {
        var lead = lead("{\"name\": \"Roof\", \"price\": 70000}");
        var asked = new ExplainFunction.Request("demo", null, null, "leads/" + lead, null, null, null, null, "text");
        assertThat(String.join("\n", explain.explain(asked).lines()))
                .startsWith("lead.added leads/" + lead)
                .contains("FIRES   call-new-lead", "lead.price=70000");
        var gone = new ExplainFunction.Request("demo", null, null, "leads/999999", null, null, null, null, "text");
        assertThat(explain.explain(gone).lines()).contains("  entity: the CRM does not have leads/999999");
    }
}
