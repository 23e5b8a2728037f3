using CsCheck;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Tests;

namespace Unloop.Core.Tests.Experiments.Dependencies;

public class DependencyAnswersTests
{
    private static readonly DependencyTarget Db = new("db.shop", 5432, false, TargetSource.FailureInLog, "log");
    private static readonly DependencyTarget Api = new("api.shop", 443, true, TargetSource.Environment, "env");

    private static readonly string[] Pieces = ["unloop-dependency 0 dns ok ", "unloop-dependency 1 tls ok", "\n", "unloop-dependency by ", "0 dates 1 2 3", " 99999999999999999999 ", "unloop-dependency 1 until "];

    private static DependencyAnswer One(DependencyTarget target, params string[] lines) =>
        Assert.Single(DependencyAnswers.Read([target], string.Join('\n', lines.Select(l => $"unloop-dependency {l}"))));

    private static DependencyAnswer Tls(params string[] lines) => One(Api, ["by sh", "0 dns ok 10.96.3.4", "0 tcp ok 10.96.3.4", .. lines, "end"]);

    [Theory]
    [InlineData("refused", "db.shop resolves to 10.96.3.4, and nothing listens on 5432: connection refused.")]
    [InlineData("timeout", "db.shop resolves to 10.96.3.4, and nothing answers on 5432: the connection timed out, as where a NetworkPolicy or firewall drops it, or no such host is there.")]
    [InlineData("unreachable", "db.shop resolves to 10.96.3.4, and there is no way to it from this pod: host or network unreachable.")]
    public void A_connection_that_fails_is_told_with_the_address(string word, string statement)
    {
        var answer = One(Db, "by node 20.20.2", "0 dns ok 10.96.3.4", $"0 tcp {word} 10.96.3.4", "end");
        Assert.Equal((Category.DependencyUnreachable, "db.shop:5432", statement), (answer.Trouble!.Category, answer.Trouble.Subject, answer.Trouble.Statement));
        Assert.Contains(statement, answer.Statements);
        Assert.False(answer.IsWell);
    }

    [Fact]
    public void A_connection_that_is_made_is_no_trouble()
    {
        var answer = One(Db, "by sh", "0 dns ok 10.96.3.4 fd00::4", "0 tcp ok 10.96.3.4", "end");
        Assert.Null(answer.Trouble);
        Assert.True(answer.IsWell);
        Assert.Equal(["db.shop resolves to 10.96.3.4, fd00::4.", "db.shop:5432 takes connections."], answer.Statements);
    }

    [Theory]
    [InlineData("failed ENOTFOUND", "there is no such name for this pod")]
    [InlineData("again EAI_AGAIN", "the resolver itself does not answer, or fails")]
    [InlineData("timeout", "no answer within 4 seconds")]
    public void A_name_that_does_not_resolve_is_trouble_of_names(string dns, string words)
    {
        var answer = One(Db, "by sh", $"0 dns {dns}", "end");
        Assert.Equal(Category.DnsFailure, answer.Trouble!.Category);
        Assert.Equal("db.shop", answer.Trouble.Subject);
        Assert.Contains(words, answer.Trouble.Statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("0 dns unknown")]
    [InlineData("0 dns ok 10.0.0.1", "0 tcp unknown")]
    [InlineData("0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "0 tls unknown the image has neither")]
    [InlineData("0 error something")]
    [InlineData("0 dns ok 10.0.0.1", "0 tcp barred 169.254.169.254")]
    public void What_was_not_tried_is_unknown_and_no_trouble(params string[] lines)
    {
        var answer = One(Api, lines);
        Assert.Null(answer.Trouble);
        Assert.False(answer.IsWell);
    }

    [Fact]
    public void A_refusal_at_a_port_that_was_assumed_is_told_and_blames_nobody()
    {
        var answer = One(Db with { IsPortAssumed = true }, "0 dns ok 10.96.3.4", "0 tcp refused 10.96.3.4");
        Assert.Null(answer.Trouble);
        Assert.EndsWith("only assumed.", answer.Statements[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_in_openssls_words_is_read()
    {
        var answer = Tls("0 tls ok", "0 subject CN=api.shop", "0 issuer CN=Acme CA", "0 from Nov  3 12:38:01 2026 GMT", "0 until Dec 13 12:38:01 2026 GMT", "0 now 1796042430", "0 names DNS:api.shop", "0 name ok", "0 chain ok");
        Assert.True(answer.IsWell);
        Assert.Null(answer.Trouble);
        Assert.Equal(new(2026, 12, 13, 12, 38, 1, TimeSpan.Zero), answer.Certificate!.ValidUntil);
        Assert.Equal(StepOutcome.Passed, answer.Certificate.Dates);
        Assert.Contains("api.shop:443 shows a certificate of CN=api.shop for DNS:api.shop, issued by CN=Acme CA, valid until 2026-12-13 12:38 UTC.", answer.Statements);
    }

    [Theory]
    [InlineData("name", "The certificate of api.shop:443 is not for api.shop, the name that the program uses, but for DNS:wrong.example.", "0 dates 1796042281 1796128681 1796042282", "0 name wrong", "0 chain ok")]
    [InlineData("dates", "The certificate of api.shop:443 is valid from 2026-11-30 12:38 UTC until 2026-12-01 12:38 UTC, which by the container's clock it is not now.", "0 dates 1796042281 1796128681 1796999999", "0 name ok", "0 chain dated")]
    [InlineData("early", "The certificate of api.shop:443 is valid from 2026-11-30 12:38 UTC until 2026-12-01 12:38 UTC, which by the container's clock it is not now.", "0 dates 1796042281 1796128681 1700000000", "0 name ok", "0 chain dated")]
    [InlineData("curl", "The certificate of api.shop:443 has expired or is not valid yet.", "0 chain dated")]
    [InlineData("chain", "The certificate of api.shop:443 is not signed by an authority that the image trusts: self-signed certificate.", "0 dates 1796042281 1796128681 1796042282", "0 name ok", "0 chain failed self-signed certificate")]
    public void What_is_wrong_with_a_certificate_is_told(string what, string statement, params string[] lines)
    {
        var answer = Tls(["0 tls ok", "0 subject CN=wrong.example", "0 names DNS:wrong.example", .. lines]);
        Assert.True(answer.Trouble is not null, what);
        Assert.Equal((Category.TlsCertificate, "api.shop:443", statement), (answer.Trouble.Category, answer.Trouble.Subject, answer.Trouble.Statement));
    }

    [Fact]
    public void A_handshake_that_fails_is_told_in_the_tools_words() =>
        Assert.Equal("The TLS handshake with api.shop:443 fails: SSL routines::wrong version number.", Tls("0 tls failed SSL routines::wrong version number").Trouble!.Statement);

    [Fact]
    public void Which_list_of_authorities_was_asked_is_told() =>
        Assert.Contains("that ruby in this image trusts", One(Api, "by ruby 3.1.2", "0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "0 tls ok", "0 chain failed self-signed certificate").Trouble!.Statement, StringComparison.Ordinal);

    [Fact]
    public void A_tool_that_broke_off_is_overruled_by_the_one_after_it()
    {
        var answer = One(Db, "by node 20", "0 dns failed", "by sh", "0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "end");
        Assert.Equal("sh", answer.By);
        Assert.True(answer.IsWell);
    }

    [Fact]
    public void Lines_of_others_and_of_targets_that_were_not_asked_about_are_not_heard()
    {
        var answers = DependencyAnswers.Read([Db], "0 dns failed\n unloop-dependency 0 dns failed\nunloop-dependency 7 dns failed\nunloop-dependency -1 dns failed\nunloop-dependency 99999999999 dns failed\nunloop-dependency 0\nunloop-dependency \n");
        Assert.Null(Assert.Single(answers).Trouble);
    }

    [Fact]
    public void The_first_word_counts_whatever_follows() =>
        Assert.True(One(Db, "0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "0 tcp refused 10.0.0.1").IsWell);

    [Fact]
    public void What_is_no_address_is_not_shown_as_one()
    {
        var answer = One(Db, "0 dns ok 10.0.0.1 evil.example <b>x</b> 10.0.0.1 1.2.3", "0 tcp ok 10.0.0.1");
        Assert.Equal(["10.0.0.1"], answer.Addresses);
    }

    [Fact]
    public void Control_characters_and_overlong_words_do_not_get_through()
    {
        var answer = Tls("0 tls ok", $"0 subject CN=\u001b[31mred\u202e{new string('x', 50_000)}", "0 name wrong");
        Assert.All(answer.Statements, s => Assert.True(s.Length < 1_500 && !s.Any(c => char.IsControl(c) || c == '\u202e')));
    }

    [Theory]
    [InlineData("metadata.name=db", "0 dns failed")]
    [InlineData("k8s-app=kube-dns", "0 dns again EAI_AGAIN")]
    [InlineData("endpointslices", "0 dns ok 10.0.0.1", "0 tcp refused 10.0.0.1")]
    [InlineData("networkpolicies", "0 dns ok 10.0.0.1", "0 tcp timeout 10.0.0.1")]
    [InlineData("subject alternative names", "0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "0 tls ok", "0 name wrong")]
    [InlineData("Renew the certificate", "0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "0 tls ok", "0 chain dated")]
    [InlineData("SSL_CERT_FILE", "0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "0 tls ok", "0 chain failed self-signed")]
    [InlineData("does not begin with TLS", "0 dns ok 10.0.0.1", "0 tcp ok 10.0.0.1", "0 tls failed wrong version number")]
    public void Every_trouble_comes_with_something_to_do(string words, params string[] lines) =>
        Assert.Contains(One(Db with { UsesTls = true }, lines).Trouble!.Solution, a => $"{a.Text} {a.Command}".Contains(words, StringComparison.Ordinal));

    [Fact]
    public void A_refusal_by_the_pod_itself_is_told_as_such() =>
        Assert.Contains("is this pod itself", One(Db with { Host = "127.0.0.1" }, "0 dns ok 127.0.0.1", "0 tcp refused 127.0.0.1").Trouble!.Solution[0].Text, StringComparison.Ordinal);

    [Fact]
    public void Whether_the_script_came_to_its_end_is_known()
    {
        Assert.True(DependencyAnswers.IsComplete("unloop-dependency by sh\nunloop-dependency end\n"));
        Assert.False(DependencyAnswers.IsComplete("unloop-dependency by sh\nunloop-dependency ending\n"));
    }

    [Fact]
    public void Whatever_is_printed_there_is_one_answer_for_each_target_and_it_can_be_shown() =>
        Gen.OneOf(Gen.String, Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]))
            .Array[0, 30].Select(string.Concat).ForAll(output =>
            {
                var answers = DependencyAnswers.Read([Db, Api], output);
                Assert.Equal([Db, Api], answers.Select(a => a.Target));
                Assert.All(answers.SelectMany(a => a.Statements), s => Assert.DoesNotContain(s, c => char.IsControl(c)));
            });
}
