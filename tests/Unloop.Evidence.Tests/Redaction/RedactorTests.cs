using CsCheck;
using Unloop.Evidence.Redaction;
using Unloop.Tests;

namespace Unloop.Evidence.Tests.Redaction;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("postgres://app:s3cret@db:5432/shop?sslmode=disabled", "postgres://app:‹redacted len=6›@db:5432/shop?sslmode=disabled")]
    [InlineData("mongodb://u:p@ss/word@h1:27017,h2:27017/db", "mongodb://u:‹redacted len=9›@h1:27017,h2:27017/db")]
    [InlineData("amqp://a:b@h1,amqp://c:d@h2", "amqp://a:‹redacted len=1›@h1,amqp://c:‹redacted len=1›@h2")]
    [InlineData("root:hunter2@tcp(mysql:3306)/shop", "root:‹redacted len=7›@tcp(mysql:3306)/shop")]
    [InlineData("redis: AUTH failed for redis://:pw@cache:6379", "redis: AUTH failed for redis://:‹redacted len=2›@cache:6379")]
    [InlineData("--db-password=hunter2 --port=80", "--db-password=‹redacted len=7› --port=80")]
    [InlineData("starting with --api-key a1b2c3d4", "starting with --api-key ‹redacted len=8›")]
    [InlineData("{\"user\":\"a\",\"password\":\"x y z\"}", "{\"user\":\"a\",\"password\":\"‹redacted len=5›\"}")]
    [InlineData("msg=\"{\\\"token\\\":\\\"abc\\\"}\"", "msg=\"{\\\"token\\\":\\\"‹redacted len=3›\\\"}\"")]
    [InlineData("password: hunter2", "password: ‹redacted len=7›")]
    [InlineData("Server=db;User Id=sa;Password=Pa55;Encrypt=false", "Server=db;User Id=sa;Password=‹redacted len=4›;Encrypt=false")]
    [InlineData("Authorization: Bearer abc123def456", "Authorization: Bearer ‹redacted len=12›")]
    [InlineData("authorization: Basic dXNlcjpwYXNz", "authorization: Basic ‹redacted len=12›")]
    [InlineData("using AKIAIOSFODNN7EXAMPLE now", "using AKIA‹redacted len=16› now")]
    [InlineData("AWS_SECRET_ACCESS_KEY=abcd/efgh", "AWS_SECRET_ACCESS_KEY=‹redacted len=9›")]
    [InlineData("AccountName=x;AccountKey=Zm9v==;", "AccountName=x;AccountKey=‹redacted len=6›;")]
    [InlineData("{\"auths\":{\"r.io\":{\"auth\":\"dXNlcjpwYXNz\"}}}", "{\"auths\":{\"r.io\":{\"auth\":\"‹redacted len=12›\"}}}")]
    public void A_secret_is_taken_out_and_its_surroundings_stay(string text, string expected) => Assert.Equal(expected, Redactor.Text(text));

    [Theory]
    [InlineData("password authentication failed for user \"postgres\"")]
    [InlineData("oauth2: cannot fetch token: \"invalid_grant\" \"Bad Request\"")]
    [InlineData("Azure.Identity.CredentialUnavailableException: DefaultAzureCredential failed to retrieve a token")]
    [InlineData("x509 certificate routines:X509_check_private_key:key values mismatch:x509_cmp.c:403")]
    [InlineData("Error: secrets \"my-password\" not found")]
    [InlineData("open /run/secrets/token: no such file or directory")]
    [InlineData("KeyError: 'API_KEY'")]
    [InlineData("failed to get secret: timeout")]
    [InlineData("SyntaxError: Unexpected token: }")]
    [InlineData("invalid token: unexpected end of input")]
    [InlineData("\"password\": \"must not be blank\"")]
    [InlineData("flag --token is required")]
    [InlineData("max_tokens=4096")]
    [InlineData("secretName=db-credentials")]
    [InlineData("token_file=/var/run/secrets/kubernetes.io/serviceaccount/token")]
    [InlineData("Basic authentication failed")]
    [InlineData("Bearer token is missing")]
    [InlineData("GET http://10.0.0.1:8080/path@2x.png")]
    [InlineData("listen tcp: address tcp://10.152.183.152:44317: too many colons in address")]
    [InlineData("dial tcp 10.0.0.1:5432: connect: connection refused")]
    [InlineData("couldn't find key password in Secret shop/db")]
    [InlineData("PASSWORD=${DB_PASSWORD}")]
    public void What_matching_needs_stays_as_it_is(string text) => Assert.Equal(text, Redactor.Text(text));

    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdef")]
    [InlineData("ghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("xoxb-123456789012-abcdefghij")]
    [InlineData("sk_live_0123456789abcdef")]
    [InlineData("glpat-abcdefghij0123456789")]
    public void Tokens_are_known_by_their_shape(string token)
    {
        var redacted = Redactor.Text($"got '{token}' back");

        Assert.DoesNotContain(token[12..], redacted, StringComparison.Ordinal);
        Assert.StartsWith("got '", redacted, StringComparison.Ordinal);
        Assert.EndsWith("' back", redacted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DB_PASSWORD", "hunter2\n", "‹redacted len=8 trailing-newline›")]
    [InlineData("API_KEY", "\"abc\"", "‹redacted len=5 quoted›")]
    [InlineData("TOKEN", "abc\r\n", "‹redacted len=5 trailing-newline carriage-return›")]
    [InlineData("TOKEN", "", "")]
    [InlineData("APP_SECRET", "tcp://10.0.0.1:80", "tcp://10.0.0.1:80")]
    [InlineData("SECRET_URL", "https://user:pw@hooks.example.com:8443/services/T0/B0", "https://‹redacted len=7›@hooks.example.com:8443/‹redacted len=14›")]
    [InlineData("DATABASE_DSN", "postgres://u:p@db/x?sslmode=disabled", "postgres://u:‹redacted len=1›@db/x?sslmode=disabled")]
    [InlineData("DATABASE_URL", "postgres://u:p@db:5432/x", "postgres://u:‹redacted len=1›@db:5432/x")]
    [InlineData("PASSWORD_FILE", "/run/secrets/pw", "/run/secrets/pw")]
    [InlineData("SECRET_NAME", "db", "db")]
    [InlineData("PWD", "/app", "/app")]
    [InlineData("PUBLIC_KEY", "abc", "abc")]
    [InlineData("NEXT_PUBLIC_API_KEY", "abc", "abc")]
    [InlineData("jwtPublicKey", "abc", "abc")]
    [InlineData("PUBLIC_DB_PASSWORD", "abc", "‹redacted len=3›")]
    [InlineData("PUBLIC_PRIVATE_KEY", "abc", "‹redacted len=3›")]
    [InlineData("REPUBLIC_API_KEY", "abc", "‹redacted len=3›")]
    [InlineData("KEYCLOAK_URL", "http://keycloak:8080", "http://keycloak:8080")]
    [InlineData("TOKEN_ENABLED", "true", "true")]
    [InlineData("LOG_LEVEL", "debug", "debug")]
    public void A_variable_is_judged_by_its_name_and_keeps_what_a_diagnosis_needs(string name, string value, string expected) =>
        Assert.Equal(expected, Redactor.Variable(name, value));

    [Fact]
    public void A_word_after_a_secret_flag_is_its_value() =>
        Assert.Equal(
            ["redis-server", "--requirepass", "‹redacted len=4›", "--port", "6379", "--password", "--verbose"],
            Redactor.Arguments(["redis-server", "--requirepass", "abcd", "--port", "6379", "--password", "--verbose"]));

    [Fact]
    public void Redacting_twice_changes_nothing() => Texts().ForAll(
        text =>
        {
            var once = Redactor.Text(text);
            Assert.Equal(once, Redactor.Text(once));
        },
        cases: 5_000);

    [Fact]
    public void Redacting_a_variable_twice_changes_nothing() => Gen.Select(Gen.OneOf<string>("DB_PASSWORD", "DSN", "URL", "X", "SECRET_URL", "API_KEY"), Texts()).ForAll(
        (name, value) =>
        {
            var once = Redactor.Variable(name, value);
            Assert.Equal(once, Redactor.Variable(name, once));
        },
        cases: 5_000);

    /// <summary>Random text never looks like a secret; random rows of pieces of secrets do.</summary>
    private static Gen<string> Texts() => Gen.OneOf<string>(
        Gen.OneOf<string>(
            "password", "=", ":", " ", "\"", "'", "\\\"", "://", "user", ":", "@", "host", "/", "Bearer ", "Basic ", "dXNlcjpwYXNz", "token", "--", "secret", "\n", "a1b2c3d4",
            "‹redacted len=3›", "‹", "›", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "@tcp(", ",", ";", "{", "}", "sig=", "is required", "postgres", "?x=")
            .List[0, 25].Select(p => string.Concat(p)),
        Gen.String);
}
