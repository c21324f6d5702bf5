package io.commitlake.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.secret.KnownSecrets;
import io.commitlake.model.secret.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
    private static PostgresAddress parse(String url) {
        return PostgresAddress.parse(url, Optional.of("setting"), Optional.of(new Secret("of-the-setting")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://db/lake jdbc:postgresql://db:5432/lake?currentSchema=commitlake",
                "jdbc:postgresql://DB:5432/lake?currentSchema=one jdbc:postgresql://db:5432/lake?currentSchema=one",
                "jdbc:postgresql://a,b:5433/lake?sslmode=require jdbc:postgresql://a:5432,b:5433/lake?currentSchema=commitlake",
                "jdbc:postgresql://[::1]/lake jdbc:postgresql://[::1]:5432/lake?currentSchema=commitlake",
                "jdbc:postgresql://db/lake?user=u&password=p jdbc:postgresql://db:5432/lake?currentSchema=commitlake"
            })
    void aPlaceIsServerDatabaseAndSchemaAlone(String url, String place) {
        assertThat(parse(url).place()).isEqualTo(place);
        assertThat(parse(place).place()).isEqualTo(place);
        assertThat(parse(url)).hasToString(place);
    }

    @Test
    void userAndPasswordOfTheUrlComeFirst() {
        PostgresAddress address = parse(
                "jdbc:postgresql://db/lake?user=me&password=a%26b%20c+dddd&sslmode=require&sslpassword=of-the-key");

        assertThat(address.user()).contains("me");
        assertThat(address.password().orElseThrow().value()).isEqualTo("a&b c dddd");
        assertThat(address.parameters()).containsOnlyKeys("sslmode", "sslpassword");
        assertThat(KnownSecrets.redact("of-the-key")).isEqualTo("***");
        assertThat(parse("jdbc:postgresql://db/lake").user()).contains("setting");
        assertThat(parse("jdbc:postgresql://db/lake").password().orElseThrow().value())
                .isEqualTo("of-the-setting");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql:lake",
                "jdbc:postgresql://db",
                "jdbc:postgresql://db/",
                "jdbc:postgresql://me:hidden-word@db/lake",
                "jdbc:postgresql://db:x/lake",
                "jdbc:postgresql://db/lake?currentSchema=a,b",
                "jdbc:postgresql://db/lake?currentSchema=\"a\"",
                "jdbc:postgresql://db/lake?password=%hidden-word"
            })
    void anotherFormIsRefusedWithoutShowingASecret(String url) {
        assertThatThrownBy(() -> parse(url)).hasMessageContaining("ledger").hasMessageNotContaining("hidden-word");
    }
}
