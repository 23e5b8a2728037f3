using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts;
using Unloop.Core.Injection;

namespace Unloop.Core.Tests.Experiments.Dependencies;

public class DependencyTargetsTests
{
    private static IReadOnlyList<DependencyTarget> Of(string log = "", EnvFact[]? env = null, string[]? args = null, params Cause[] causes)
    {
        var container = Some.Crashing() with { Env = env ?? [], Args = args };
        return DependencyTargets.Of(Some.Pod(container).WithLog(log), container, causes);
    }

    private static EnvFact Env(string name, string? value, string? kind = null) => new() { Name = name, Value = value, SourceKind = kind };

    private static Cause Cause(Category category, string subject, string text) => new()
    {
        Category = category, Subject = subject, Container = "web", Statement = "It is so.", Confidence = Confidence.Likely, Rule = "some", Fingerprint = "f", Proof = [new(ProofSource.PreviousLog, "line 7", text)],
    };

    private static string Shown(DependencyTarget t) => $"{t.Address}{(t.UsesTls ? " tls" : "")}{(t.IsPortAssumed ? " assumed" : "")}";

    [Theory]
    [InlineData("Error: connect ECONNREFUSED 10.96.12.7:5432", "10.96.12.7:5432")]
    [InlineData("Error: getaddrinfo ENOTFOUND db", "db")]
    [InlineData("Error: getaddrinfo EAI_AGAIN db.shop.svc", "db.shop.svc")]
    [InlineData("main.go:42: dial tcp 10.0.0.1:5432: connect: connection refused", "10.0.0.1:5432")]
    [InlineData("dial tcp: lookup db.shop.svc.cluster.local on 10.96.0.10:53: no such host", "db.shop.svc.cluster.local")]
    [InlineData("psycopg2.OperationalError: could not translate host name \"db\" to address: Name or service not known", "db")]
    [InlineData("connection to server at \"db\" (10.96.0.9), port 5432 failed: Connection refused", "db:5432")]
    [InlineData("HTTPConnectionPool(host='api.shop', port=8000): Max retries exceeded (Connection refused)", "api.shop:8000")]
    [InlineData("Error 111 connecting to redis:6379. Connection refused.", "redis:6379")]
    [InlineData("curl: (7) Failed to connect to cache port 6379: Connection refused", "cache:6379")]
    [InlineData("java.net.UnknownHostException: kafka-0.kafka: Name or service not known", "kafka-0.kafka")]
    [InlineData("Get \"https://idp.shop/keys\": x509: certificate signed by unknown authority", "idp.shop:443 tls")]
    [InlineData("x509: certificate is valid for a.shop, not b.shop", "b.shop:443 tls assumed")]
    [InlineData("Host: db.shop. is not in the cert's altnames: DNS:a", "")]
    [InlineData("Hostname/IP does not match certificate's altnames: Host: db.shop. is not in the cert's altnames: DNS:a", "db.shop:443 tls assumed")]
    [InlineData("connect ECONNREFUSED ::1:5432", "")]
    [InlineData("dial tcp [fd00::7]:5432: connect: connection refused", "[fd00::7]:5432")]
    [InlineData("attempt 3: connecting to orders:7000", "orders:7000")]
    [InlineData("Listening on 10.0.0.4:8080, timeout 5s", "")]
    [InlineData("Error: bind 10.0.0.1:80: timed out", "")]
    [InlineData("    at connect (server.js:12:5) failed", "")]
    [InlineData("2026-03-01T12:30:45 connection refused at 12:30", "")]
    [InlineData("errno:111 code:1234 connection refused", "")]
    public void A_line_of_the_log_names_what_it_failed_to_reach(string line, string expected) =>
        Assert.Equal(expected, string.Join(", ", Of(line).Select(Shown)));

    [Theory]
    [InlineData("DATABASE_URL", "postgres://user:‹redacted len=8›@db:5432/shop", "db:5432")]
    [InlineData("DATABASE_URL", "postgresql://user@db/shop", "db:5432")]
    [InlineData("DATABASE_URL", "jdbc:postgresql://db.shop:5433/x?user=a", "db.shop:5433")]
    [InlineData("MONGO", "mongodb://a:‹redacted len=3›@m-0.m:27017,m-1.m:27018/x", "m-0.m:27017, m-1.m:27018")]
    [InlineData("CACHE", "rediss://cache", "cache:6379 tls")]
    [InlineData("API", "https://api.shop/v1", "api.shop:443 tls")]
    [InlineData("API", "http://api:8080", "api:8080")]
    [InlineData("BROKERS", "k-0:9092,k-1:9092", "k-0:9092, k-1:9092")]
    [InlineData("DSN_PLAIN", "shop:‹redacted len=5›@tcp(db:3306)/shop", "db:3306")]
    [InlineData("ConnectionStrings__Default", "Host=db;Port=5433;Username=u;Password=‹redacted len=5›", "db:5433")]
    [InlineData("ConnectionStrings__Default", "Server=tcp:sql.shop,1433;Database=x", "sql.shop:1433")]
    [InlineData("POSTGRES_HOST", "db", "db:5432 assumed")]
    [InlineData("ORDERS_HOST", "orders", "orders")]
    [InlineData("HOST", "0.0.0.0", "")]
    [InlineData("HOST", "localhost", "")]
    [InlineData("LISTEN_ADDR", "10.0.0.4:8080", "")]
    [InlineData("PUBLIC_URL", "https://shop.example.com", "")]
    [InlineData("IMAGE", "web:1234", "")]
    [InlineData("STATSD_ADDR", "statsd:8125", "")]
    [InlineData("AT", "12:30", "")]
    [InlineData("MONGO", "mongodb+srv://cluster.example.net/x", "")]
    [InlineData("FILE", "file://server/share", "")]
    [InlineData("DB_HOST", "$(DB_SERVICE_HOST)", "")]
    [InlineData("UNSAFE", "http://a;reboot:80/", "a:80")]
    [InlineData("UNSAFE", "http://a`reboot`:80/", "a:80")]
    [InlineData("APIS", "http://a:81,http://b:82", "a:81, b:82")]
    [InlineData("UNSAFE", "http://$(reboot):80/", "")]
    [InlineData("API_TOKEN", "abc.def:8080", "")]
    public void A_variable_names_what_the_program_connects_to(string name, string value, string expected) =>
        Assert.Equal(expected, string.Join(", ", Of(env: [Env(name, value)]).Select(Shown)));

    [Fact]
    public void Host_and_port_are_put_together_from_two_variables() =>
        Assert.Equal(["db:6432", "pg:5433"], Of(env: [Env("DB_HOST", "db"), Env("DB_PORT", "6432"), Env("PGHOST", "pg"), Env("PGPORT", "5433")]).Select(Shown));

    [Fact]
    public void What_a_proxy_fetches_is_not_tried_without_it_and_the_proxy_is() =>
        Assert.Equal(["db:80", "proxy:3128"], Of(env: [Env("HTTPS_PROXY", "http://proxy:3128"), Env("NO_PROXY", "db:80"), Env("API", "https://api.example.com"), Env("DB", "http://db")]).Select(Shown));

    [Fact]
    public void A_port_that_is_no_number_is_not_assumed_to_be_another() =>
        Assert.Equal(["db"], Of(env: [Env("POSTGRES_HOST", "db"), Env("POSTGRES_PORT", "tcp://10.0.0.1:5432x")]).Where(t => t.KnownFrom.EndsWith("HOST", StringComparison.Ordinal)).Select(Shown));

    [Theory]
    [InlineData("postgres://user:pa/ss@db:5432/shop")]
    [InlineData("http://user:pa#ss@db:5432/shop")]
    [InlineData("amqp://user:p?ss@db:5432/shop")]
    public void What_may_be_a_password_with_a_slash_in_it_is_never_taken_for_a_host(string url)
    {
        var targets = Of(env: [Env("DATABASE_URL", url)]);
        Assert.DoesNotContain(targets, t => t.Host.Contains("pa", StringComparison.Ordinal) || t.Host is "user" or "p" or "ss");
    }

    [Fact]
    public void What_a_Secret_holds_is_no_target()
    {
        Assert.Empty(Of(env: [Env("DATABASE_URL", "postgres://db:5432/x", "secret")]));
        var injection = new ContainerInjection
        {
            Container = "web",
            Variables =
            [
                new() { Name = "A", Origin = VariableOrigin.SecretKey, State = VariableState.Set, Value = "postgres://hidden:5432/x" },
                new() { Name = "B", Origin = VariableOrigin.EnvFromSecret, State = VariableState.Set, Value = "postgres://hidden:5432/x" },
                new() { Name = "C", Origin = VariableOrigin.ServiceLink, State = VariableState.Set, Value = "tcp://10.0.0.1:80" },
                new() { Name = "D", Origin = VariableOrigin.ConfigMapKey, State = VariableState.Set, Value = "redis://cache/0" },
                new() { Name = "E", Origin = VariableOrigin.Image, State = VariableState.Overridden, Value = "redis://old/0" },
            ],
        };
        var container = Some.Crashing();
        Assert.Equal(["cache:6379"], DependencyTargets.Of(Some.Pod(container), container, [], injection).Select(Shown));
    }

    [Fact]
    public void A_Secret_hides_the_images_variable_of_the_same_name()
    {
        var container = Some.Crashing() with { Env = [Env("DATABASE_URL", null, "secret")] };
        var pod = Some.Pod(container) with { Images = [new("web", new() { Reference = "web", Config = new() { Env = ["DATABASE_URL=postgres://default:5432/x", "CACHE=redis://cache"] } })] };
        Assert.Equal(["cache:6379"], DependencyTargets.Of(pod, container, []).Select(Shown));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://2852039166/latest")]
    [InlineData("http://0xA9FEA9FE/latest")]
    [InlineData("http://169.254.43518/latest")]
    [InlineData("http://0251.0376.0251.0376/latest")]
    [InlineData("http://[::ffff:169.254.169.254]/latest")]
    [InlineData("http://[fd00:ec2::254]/latest")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://metadata.google.internal/x")]
    [InlineData("http://METADATA.google.internal./x")]
    [InlineData("http://100.100.100.200/latest")]
    [InlineData("http://0.0.0.0:8080/")]
    [InlineData("http://255.255.255.255:8080/")]
    public void Metadata_servers_and_addresses_of_nobody_are_no_targets(string url) => Assert.Empty(Of($"connection refused: {url}", [Env("URL", url)], [url]));

    [Fact]
    public void Arguments_name_targets_too() =>
        Assert.Equal(["redis:6379", "api:80"], Of(args: ["--redis=redis:6379", "--api", "http://api", "--listen", "10.0.0.1:80", "--password", "http://x:1"]).Select(Shown).OrderDescending());

    [Fact]
    public void The_causes_come_first_then_the_log_then_the_environment_then_the_arguments()
    {
        var targets = Of("connecting to slow:7000\nECONNREFUSED 10.1.1.1:80", [Env("API", "https://api.example.com"), Env("DB", "db:5432")], ["--x=arg:1000"],
            Cause(Category.DependencyUnreachable, "cache:6379", "cannot connect to cache:6379"), Cause(Category.MissingFile, "/x/y.z:80", "no such file"));
        Assert.Equal(["cache:6379", "10.1.1.1:80", "slow:7000", "db:5432", "api.example.com:443 tls", "arg:1000"], targets.Select(Shown));
        Assert.Equal(["previous log, line 7", "previous log, line 2", "previous log, line 1", "environment variable DB", "environment variable API", "argument --x"], targets.Select(t => t.KnownFrom));
        Assert.Equal([TargetSource.Cause, TargetSource.FailureInLog, TargetSource.MentionInLog, TargetSource.Environment, TargetSource.Environment, TargetSource.Arguments], targets.Select(t => t.Source));
    }

    [Fact]
    public void A_name_from_the_log_takes_the_port_that_the_environment_knows() =>
        Assert.Equal(["db:6432"], Of("getaddrinfo ENOTFOUND db", [Env("DATABASE_URL", "postgres://db:6432/x")]).Select(Shown));

    [Fact]
    public void The_same_place_is_tried_once_and_eight_at_most()
    {
        Assert.Equal(["db:5432"], Of("ECONNREFUSED db:5432\nECONNREFUSED db:5432", [Env("DB", "db:5432")]).Select(Shown));
        Assert.Equal(DependencyTargets.Most, Of(string.Join('\n', Enumerable.Range(1, 20).Select(i => $"ECONNREFUSED db{i}:5432"))).Count);
    }

    [Theory]
    [InlineData(Category.TlsCertificate, "sslmode", "sslmode value \"x\" invalid")]
    [InlineData(Category.TlsCertificate, "HTTPS server certificate", "certificate")]
    [InlineData(Category.DependencyUnreachable, "PostgreSQL", "PostgreSQL is not ready")]
    [InlineData(Category.AuthFailure, "john.doe", "password of john.doe")]
    public void A_subject_that_is_no_address_is_no_target(Category category, string subject, string text) => Assert.Empty(Of(causes: Cause(category, subject, text)));

    [Fact]
    public void A_certificate_of_a_database_that_is_asked_for_TLS_later_is_tried_as_a_connection_only() =>
        Assert.Equal(["db.shop:5432"], Of("x509: certificate is valid for a, not db.shop", [Env("DB", "postgres://db.shop/x")]).Select(Shown));

    [Fact]
    public void A_huge_value_and_a_long_log_take_no_time()
    {
        var targets = Of(string.Join('\n', Enumerable.Repeat("connection refused http://" + new string('a', 4_000), 2_000)), [Env("X", string.Concat(Enumerable.Repeat("http://a.b:80,", 20_000)))]);
        Assert.Equal(["a.b:80"], targets.Select(Shown));
    }
}
