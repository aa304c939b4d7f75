package dev.followup.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityRefTest {

    @Test
    void a_path_names_an_entity_by_type_and_id() {
        assertThat(EntityRef.of("leads/501")).contains(new EntityRef(EntityRef.Type.LEADS, 501));
        assertThat(EntityRef.of("company/999999999999999999"))
                .contains(new EntityRef(EntityRef.Type.COMPANIES, 999_999_999_999_999_999L));
        assertThat(new EntityRef(EntityRef.Type.CUSTOMERS, 7)).hasToString("customers/7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "leads",
                "leads/",
                "leads/0",
                "leads/01",
                "leads/-1",
                "leads/501/1",
                "tasks/501",
                "leads/1000000000000000000"
            })
    void any_other_path_names_none(String path) {
        assertThat(EntityRef.of(path)).isEmpty();
    }
}
