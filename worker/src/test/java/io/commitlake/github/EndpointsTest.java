package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
    private static Endpoints at(String server) {
        return new Endpoints(
                URI.create("https://api.github.com"), URI.create("https://api.github.com/graphql"), URI.create(server));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@evil.example/o/r",
                ".evil.example/o/r",
                "5/o/r",
                "/o/r",
                "//evil.example/o/r",
                "https://github.com@evil.example/o/r",
                "https://token@github.com/o/r",
                "https://github.com\\@evil.example/o/r",
                "https://github.com/o/r?x=@evil.example",
                "https://github.com/o/r#x",
                "https://github.com/o/../r",
                "https://github.com/o/..",
                "https://github.com/o/r/",
                "https://github.com/o",
                "https://github.com/-o/r",
                "https://github.com//o/r",
                "https://github.com/o/r\n",
                "https://github.com/o%2Fr/x",
                "https://-/o/r",
                "ftp://github.com/o/r",
                "file:///o/r",
                "--upload-pack=touch",
                ""
            })
    void whatIsNoAddressOfARepositoryIsRefusedWithItsValue(String url) {
        assertThatThrownBy(() -> at("https://github.com").onServer(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + url + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/o/r",
                "https://github.com.evil.example/o/r",
                "https://github.com:8443/o/r",
                "http://github.com/o/r",
                "http://[::1]/o/r"
            })
    void anAddressOnAnotherServerLeadsNowhere(String url) {
        assertThat(at("https://github.com").onServer(url)).isEmpty();
        assertThat(at("http://127.0.0.1:8080").onServer(url)).isEmpty();
    }

    @Test
    void anAddressOnTheServerIsAskedThere() {
        assertThat(at("https://ghe.example").onServer("https://GHE.example:443/o/r.x_y-z"))
                .contains(URI.create("https://ghe.example/o/r.x_y-z"));
        assertThat(at("http://127.0.0.1:8080/").onServer("http://127.0.0.1:8080/o/r"))
                .contains(URI.create("http://127.0.0.1:8080/o/r"));
    }

    @Test
    void githubsOwnAddressIsAskedOnTheServerThatMirrorsIt() {
        assertThat(at("http://127.0.0.1:8080").onServer("https://github.com/o/r"))
                .contains(URI.create("http://127.0.0.1:8080/o/r"));
    }
}
