package dev.followup.rule.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.directory.DirectoryNames;
import dev.followup.rule.RuleFixtures;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import dev.followup.yaml.Problems;
import dev.followup.yaml.YamlFile;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPatternTest {

    private static final FactSchema UNTYPED =
            new FactSchema(FactType.Document.of("anything: lead event changed"), Map.of());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lead.price: 9000                            | {lead: {price: 9000}}
            lead.price: 9000                            | {lead: {price: 9000.0}}
            lead.price: 9000.00                         | {lead: {price: 9000}}
            lead.price: [1, 9000]                       | {lead: {price: 9000}}
            lead.name: Call                             | {lead: {name: Call}}
            lead.name: "9000"                           | {lead: {name: "9000"}}
            lead.name: 012                              | {lead: {name: "012"}}
            lead.name: True                             | {lead: {name: "True"}}
            event.by-robot: false                       | {event: {by-robot: false}}
            lead.price: null                            | {lead: {price: null}}
            lead: { price: 9000, name: Call }           | {lead: {price: 9000, name: Call}}
            lead: { price: 9000 }, lead.name: Call      | {lead: {price: 9000, name: Call}}
            lead.tags: [VIP]                            | {lead: {tags: [new, VIP]}}
            lead.tags: [VIP, new]                       | {lead: {tags: [new]}}
            changed: status                             | {changed: [owner, status]}
            lead.price: { numeric: [">=", 50000] }      | {lead: {price: 50000}}
            lead.price: { numeric: [">", 50000] }       | {lead: {price: 50000.01}}
            lead.price: { numeric: ["=", 5] }           | {lead: {price: 5.0}}
            lead.price: { numeric: ["<", 5] }           | {lead: {price: -5}}
            lead.price: { numeric: ["<=", 5] }          | {lead: {price: 5}}
            lead.price: { numeric: [">", 0, "<=", 5] }  | {lead: {price: 5}}
            lead.price: [{ numeric: ["<", 1] }, null, 7] | {lead: {price: 7}}
            lead.price: { exists: true }                | {lead: {price: 0}}
            lead.price: { exists: true }                | {lead: {price: null}}
            lead.price: { exists: false }               | {lead: {name: Call}}
            lead.price: { exists: false }               | {event: {age: 0}}
            lead.price: { exists: false }               | {lead: 5}
            lead.tags: { exists: false }                | {lead: {tags: []}}
            lead.name: { prefix: Ca }                   | {lead: {name: Call}}
            lead.name: { anything-but: Call }           | {lead: {name: Mail}}
            lead.name: { anything-but: [Call, Mail] }   | {lead: {name: call}}
            lead.name: { anything-but: Call }           | {lead: {name: 5}}
            lead.price: { anything-but: [1, 2] }        | {lead: {price: 3}}
            lead.price: { anything-but: 1 }             | {lead: {price: "1"}}
            lead.tags: { anything-but: VIP }            | {lead: {tags: [VIP, new]}}
            lead.name: { anything-but: { prefix: Ca } } | {lead: {name: Mail}}
            lead.name: { anything-but: { prefix: [Ca, Me] } } | {lead: {name: Mail}}
            lead.name: { suffix: ll }                   | {lead: {name: Call}}
            lead.name: { suffix: Call }                 | {lead: {name: Call}}
            lead.name: { equals-ignore-case: cAlL }     | {lead: {name: Call}}
            lead.name: { equals-ignore-case: звонОК }   | {lead: {name: ЗВОНок}}
            lead.name: { equals-ignore-case: x😀 }      | {lead: {name: X😀}}
            lead.name: { prefix: { equals-ignore-case: cA } } | {lead: {name: Call}}
            lead.name: { suffix: { equals-ignore-case: ЗВОНОК } } | {lead: {name: Мой звонок}}
            lead.name: { wildcard: "C*l" }              | {lead: {name: Call}}
            lead.name: { wildcard: "*" }                | {lead: {name: ""}}
            lead.name: { wildcard: "Call" }             | {lead: {name: Call}}
            lead.name: { wildcard: "*a*l*" }            | {lead: {name: Call}}
            lead.name: { wildcard: 'a*ab' }             | {lead: {name: aab}}
            lead.name: { wildcard: '*ab*ab' }           | {lead: {name: abab}}
            lead.name: { wildcard: '5\\* hotel \\\\*' } | {lead: {name: '5* hotel \\ spa'}}
            lead.name: { anything-but: { suffix: ll } } | {lead: {name: Mail}}
            lead.name: { anything-but: { suffix: [ll, x] } } | {lead: {name: 5}}
            lead.name: { anything-but: { equals-ignore-case: call } } | {lead: {name: Calls}}
            lead.name: { anything-but: { equals-ignore-case: [call, mail] } } | {lead: {name: null}}
            lead.name: { anything-but: { wildcard: "*a*" } } | {lead: {name: Meet}}
            lead.name: { anything-but: { wildcard: ["*a*", "*x"] } } | {lead: {name: Meet}}
            lead.price: [{ exists: false }, 5]          | {lead: {name: Call}}
            lead.tags: { exists: false }                | {lead: {tags: [[], {a: 1}]}}
            $or: [{ lead.price: 5 }, { lead.name: x }]  | {lead: {price: 5}}
            $or: [{ lead.price: 5 }, { lead.name: x }]  | {lead: {name: x}}
            lead: { $or: [{ price: 5 }, { name: x }] }  | {lead: {name: x}}
            lead.price: 5, $or: [{ lead.tags: a }, { lead.name: x, lead.tags: b }] | {lead: {price: 5, name: x, tags: b}}
            $or: [{ lead.price: 5 }, { $or: [{ lead.name: x }, { lead.name: y }] }] | {lead: {name: y}}
            $or: [{ lead.custom_fields.A: 1 }, { lead.custom_fields.B: 1 }], lead.custom_fields: { $or: [{ C: 1 }, { D: 1 }] } | {lead: {custom_fields: {B: 1, C: 1}}}
            lead.custom_fields.A: { exists: false }             | {lead: {custom_fields: [{B: 1}, 5]}}
            lead.custom_fields: { A: { exists: false }, B: 1 }  | {lead: {custom_fields: [{A: 1}, {B: 1}]}}
            lead.custom_fields: { A: { exists: false }, B: { exists: false } } | {lead: {custom_fields: [{C: 1}]}}
            lead.custom_fields: { A: 1, B: 2 }                  | {lead: {custom_fields: [[{A: 1, B: 2}]]}}
            lead.custom_fields: { $or: [{ A: 1, B: 2 }, { C: 3 }] } | {lead: {custom_fields: [{A: 1}, {C: 3}]}}
            lead.custom_fields.77: x                           | {lead: {custom_fields: {"77": x}}}
            lead.custom_fields: { A: 1, B: 2 }                  | {lead: {custom_fields: [{A: 1}, {A: 1, B: 2}]}}
            """)
    void matches(String pattern, String facts) {
        assertThat(objection(pattern, facts)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lead.price: 9000            | {lead: {price: 9001}}     | lead.price is 9001, rule wants 9000 (6:23)
            lead.price: 9000            | {lead: {price: "9000"}}   | lead.price is "9000", rule wants 9000 (6:23)
            lead.price: "9000"          | {lead: {price: 9000}}     | lead.price is 9000, rule wants "9000" (6:23)
            lead.price: 9000            | {lead: {name: Call}}      | lead.price is missing, rule wants 9000 (6:23)
            lead.price: 9000            | {lead: {price: null}}     | lead.price is null, rule wants 9000 (6:23)
            lead.price: null            | {lead: {name: Call}}      | lead.price is missing, rule wants null (6:23)
            lead.price: 9000            | {event: {age: 1}}         | lead.price is missing, rule wants 9000 (6:23)
            event.by-robot: false       | {event: {by-robot: true}} | event.by-robot is true, rule wants false (6:27)
            event.by-robot: false       | {event: {by-robot: "false"}} | event.by-robot is "false", rule wants false (6:27)
            lead.pipeline_id: [1, 2, 3] | {lead: {pipeline_id: 77}} | lead.pipeline_id is 77, rule wants 1, 2 or 3 (6:29)
            lead.tags: [VIP]            | {lead: {tags: [new, old]}} | lead.tags is ["new", "old"], rule wants "VIP" (6:22)
            lead.tags: [VIP]            | {lead: {tags: vip}}       | lead.tags is "vip", rule wants "VIP" (6:22)
            lead: { price: 5, name: x } | {lead: {price: 5, name: y}} | lead.name is "y", rule wants "x" (6:35)
            lead.price: { numeric: [">=", 50000] } | {lead: {price: 9000}}  | lead.price is 9000, rule wants >= 50000 (6:23)
            lead.price: { numeric: [">", 0, "<=", 5.50] } | {lead: {price: 0}} | lead.price is 0, rule wants > 0 and <= 5.50 (6:23)
            lead.price: { numeric: [">", 0] } | {lead: {price: "5"}} | lead.price is "5", rule wants > 0 (6:23)
            lead.price: { exists: false } | {lead: {price: 0}}      | lead.price is 0, rule wants none (6:23)
            lead.price: { exists: true } | {lead: {name: x}}        | lead.price is missing, rule wants any value (6:23)
            lead.tags: { exists: true } | {lead: {tags: []}}        | lead.tags is [], rule wants any value (6:22)
            lead.name: x                | {lead: {name: "a\\n\\tb"}} | lead.name is "a\\n\\tb", rule wants "x" (6:22)
            lead.name: { prefix: Ca }   | {lead: {name: call}}      | lead.name is "call", rule wants "Ca"… (6:22)
            lead.name: { prefix: "5" }  | {lead: {name: 5}}         | lead.name is 5, rule wants "5"… (6:22)
            lead.name: { anything-but: [Call, Mail] } | {lead: {name: Mail}} | lead.name is "Mail", rule wants anything but "Call" or "Mail" (6:22)
            lead.name: { anything-but: Call } | {lead: {price: 5}}  | lead.name is missing, rule wants anything but "Call" (6:22)
            lead.tags: { anything-but: VIP } | {lead: {tags: [VIP]}} | lead.tags is ["VIP"], rule wants anything but "VIP" (6:22)
            lead.name: { anything-but: { prefix: Ca } } | {lead: {name: Call}} | lead.name is "Call", rule wants anything but "Ca"… (6:22)
            lead.name: { suffix: aL }   | {lead: {name: Call}}      | lead.name is "Call", rule wants …"aL" (6:22)
            lead.name: { suffix: xCall } | {lead: {name: Call}}     | lead.name is "Call", rule wants …"xCall" (6:22)
            lead.name: { equals-ignore-case: call } | {lead: {name: Calls}} | lead.name is "Calls", rule wants "call" in any case (6:22)
            lead.name: { equals-ignore-case: strasse } | {lead: {name: Straße}} | lead.name is "Straße", rule wants "strasse" in any case (6:22)
            lead.name: { prefix: { equals-ignore-case: ma } } | {lead: {name: Call}} | lead.name is "Call", rule wants "ma"… in any case (6:22)
            lead.name: { suffix: { equals-ignore-case: il } } | {lead: {name: Call}} | lead.name is "Call", rule wants …"il" in any case (6:22)
            lead.name: { wildcard: "*ab*ab" } | {lead: {name: xab}} | lead.name is "xab", rule wants like "*ab*ab" (6:22)
            lead.name: { wildcard: "ab*bc" } | {lead: {name: abc}}  | lead.name is "abc", rule wants like "ab*bc" (6:22)
            lead.name: { wildcard: "a" } | {lead: {name: ab}}       | lead.name is "ab", rule wants like "a" (6:22)
            lead.name: { wildcard: "*" } | {lead: {name: 5}}        | lead.name is 5, rule wants like "*" (6:22)
            lead.name: { anything-but: { wildcard: ["*a*", "*x"] } } | {lead: {name: box}} | lead.name is "box", rule wants anything but like "*a*" or like "*x" (6:22)
            lead.name: { anything-but: { equals-ignore-case: CALL } } | {lead: {name: call}} | lead.name is "call", rule wants anything but "CALL" in any case (6:22)
            $or: [{ lead.price: 5 }, { lead.name: x }] | {lead: {price: 6}} | no alternative holds: lead.price is 6, rule wants 5 (6:31); lead.name is missing, rule wants "x" (6:49)
            lead.price: 5, $or: [{ lead.name: x }, { lead.name: y }] | {lead: {price: 6}} | lead.price is 6, rule wants 5 (6:23)
            $or: [{ lead.name: x }, { lead.tags: y }], lead.price: 5 | {lead: {price: 6, name: x}} | lead.price is 6, rule wants 5 (6:66)
            $or: [{ lead.custom_fields.A: 1, lead.custom_fields.B: 1 }, { lead.custom_fields.A: 1, lead.custom_fields.C: 1 }] | {lead: {custom_fields: {A: 1}}} | no alternative holds: lead.custom_fields.B is missing, rule wants 1 (6:66); lead.custom_fields.C is missing, rule wants 1 (6:120)
            $or: [{ lead.custom_fields.A: 1 }, { lead.custom_fields.B: 1 }, { lead.custom_fields.C: 1 }, { lead.custom_fields.D: 1 }, { lead.custom_fields.E: 1 }, { lead.custom_fields.F: 1 }] | {lead: {custom_fields: {G: 1}}} | no alternative holds: lead.custom_fields.A is missing, rule wants 1 (6:41); lead.custom_fields.B is missing, rule wants 1 (6:70); lead.custom_fields.C is missing, rule wants 1 (6:99); lead.custom_fields.D is missing, rule wants 1 (6:128); lead.custom_fields.E is missing, rule wants 1 (6:157); …
            lead.custom_fields.A: { exists: false } | {lead: {custom_fields: [{A: 1}, {B: 1}]}} | lead.custom_fields.A is [1], rule wants none (6:33)
            lead.custom_fields: { A: { exists: false }, B: { exists: false } } | {lead: {custom_fields: [{A: 1}, {C: 1}]}} | lead.custom_fields.A is [1], rule wants none (6:36)
            lead.custom_fields: { A: 1, B: 2 }  | {lead: {custom_fields: [{A: 1}, {B: 2}]}} | lead.custom_fields.B is missing, rule wants 2 (6:42)
            """)
    void does_not_match_and_says_why(String pattern, String facts, String reason) {
        assertThat(objection(pattern, facts)).contains(reason.replace("(", "(rules.yaml:"));
    }

    /// The objection of a pattern on the sixth line of a book, whatever the types of facts.
    private static Optional<String> objection(String pattern, String facts) {
        var problems = new Problems();
        var rule = new YamlFile("rules.yaml", "\n".repeat(5) + "    if: { " + pattern + " }")
                .read(problems, "a pattern")
                .orElseThrow();
        var read = rule.written()
                .map(entry -> EventPatternReader.read(entry.value(), UNTYPED, DirectoryNames.none()))
                .findFirst();
        assertThat(problems.lines()).isEmpty();
        return read.orElseThrow().objection(RuleFixtures.facts(facts)).map(Objection::words);
    }
}
