using Unloop.Core.Experiments.Dependencies;

namespace Unloop.Core.Tests.Experiments.Dependencies;

/// <summary>What each tool printed of the same places, recorded, so that its reading is tested where the tool is not at hand.</summary>
public class DependencyRecordedTests
{
    private static readonly DependencyTarget[] Targets =
    [
        new("localhost", 22, false, TargetSource.Environment, "env"),
        new("nosuch.invalid", 5432, false, TargetSource.Environment, "env"),
        new("localhost", 8443, true, TargetSource.Environment, "env"),
        new("localhost", 8556, true, TargetSource.Environment, "env"),
    ];

    [Theory]
    [InlineData("node 20.20.2", "CN=wrong.example, O=Acme", """
        unloop-dependency by node 20.20.2
        unloop-dependency 0 dns ok 127.0.0.1
        unloop-dependency 0 tcp refused 127.0.0.1 ECONNREFUSED
        unloop-dependency 1 dns failed ENOTFOUND
        unloop-dependency 2 dns ok 127.0.0.1
        unloop-dependency 2 tcp ok 127.0.0.1
        unloop-dependency 2 tls ok
        unloop-dependency 2 subject CN=wrong.example, O=Acme
        unloop-dependency 2 issuer CN=wrong.example, O=Acme
        unloop-dependency 2 names DNS:wrong.example, DNS:*.b.example
        unloop-dependency 2 dates 1796042281 1796128681 1796042363
        unloop-dependency 2 name wrong
        unloop-dependency 2 chain failed DEPTH_ZERO_SELF_SIGNED_CERT
        unloop-dependency 3 dns ok 127.0.0.1
        unloop-dependency 3 tcp ok 127.0.0.1
        unloop-dependency 3 tls failed ERR_SSL_WRONG_VERSION_NUMBER 808C0632D07F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number
        unloop-dependency end
        """)]
    [InlineData("python 3.11.2", "commonName=wrong.example, organizationName=Acme", """
        unloop-dependency by python 3.11.2
        unloop-dependency 0 dns ok 127.0.0.1
        unloop-dependency 0 tcp refused 127.0.0.1 [Errno 111] Connection refused
        unloop-dependency 1 dns failed [Errno -2] Name or service not known
        unloop-dependency 2 dns ok 127.0.0.1
        unloop-dependency 2 tcp ok 127.0.0.1
        unloop-dependency 2 tls ok
        unloop-dependency 2 subject commonName=wrong.example, organizationName=Acme
        unloop-dependency 2 issuer commonName=wrong.example, organizationName=Acme
        unloop-dependency 2 names DNS:wrong.example, DNS:*.b.example
        unloop-dependency 2 dates 1796042281 1796128681 1796042372
        unloop-dependency 2 name wrong
        unloop-dependency 2 chain failed self-signed certificate
        unloop-dependency 3 dns ok 127.0.0.1
        unloop-dependency 3 tcp ok 127.0.0.1
        unloop-dependency 3 tls failed [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:992)
        unloop-dependency end
        """)]
    [InlineData("ruby 3.1.2", "O=Acme,CN=wrong.example", """
        unloop-dependency by ruby 3.1.2
        unloop-dependency 0 dns ok 127.0.0.1
        unloop-dependency 0 tcp refused 127.0.0.1 Connection refused - connect(2) for 127.0.0.1:22
        unloop-dependency 1 dns failed getaddrinfo: Name or service not known
        unloop-dependency 2 dns ok 127.0.0.1
        unloop-dependency 2 tcp ok 127.0.0.1
        unloop-dependency 2 tls ok
        unloop-dependency 2 subject O=Acme,CN=wrong.example
        unloop-dependency 2 issuer O=Acme,CN=wrong.example
        unloop-dependency 2 names DNS:wrong.example, DNS:*.b.example
        unloop-dependency 2 dates 1796042281 1796128681 1796042363
        unloop-dependency 2 name wrong
        unloop-dependency 2 chain failed self-signed certificate
        unloop-dependency 3 dns ok 127.0.0.1
        unloop-dependency 3 tcp ok 127.0.0.1
        unloop-dependency 3 tls failed SSL_connect returned=1 errno=0 peeraddr=127.0.0.1:8556 state=error: wrong version number
        unloop-dependency end
        """)]
    [InlineData("php 8.2.36", "CN=wrong.example, O=Acme", """
        unloop-dependency by php 8.2.36
        unloop-dependency 0 dns ok 127.0.0.1
        unloop-dependency 0 tcp refused 127.0.0.1 Connection refused
        unloop-dependency 1 dns failed no IPv4 address
        unloop-dependency 2 dns ok 127.0.0.1
        unloop-dependency 2 tcp ok 127.0.0.1
        unloop-dependency 2 tls ok
        unloop-dependency 2 subject CN=wrong.example, O=Acme
        unloop-dependency 2 issuer CN=wrong.example, O=Acme
        unloop-dependency 2 names DNS:wrong.example, DNS:*.b.example
        unloop-dependency 2 dates 1796042281 1796128681 1796042367
        unloop-dependency 2 name wrong
        unloop-dependency 2 chain failed SSL routines::certificate verify failed
        unloop-dependency 3 dns ok 127.0.0.1
        unloop-dependency 3 tcp ok 127.0.0.1
        unloop-dependency 3 tls failed SSL routines::wrong version number
        unloop-dependency end
        """)]
    [InlineData("sh", "O=Acme,CN=wrong.example", """
        unloop-dependency by sh
        unloop-dependency 0 dns ok 127.0.0.1
        unloop-dependency 0 tcp refused 127.0.0.1
        unloop-dependency 1 dns failed
        unloop-dependency 2 dns ok 127.0.0.1
        unloop-dependency 2 tcp ok 127.0.0.1
        unloop-dependency 2 tls ok
        unloop-dependency 2 subject O=Acme,CN=wrong.example
        unloop-dependency 2 issuer O=Acme,CN=wrong.example
        unloop-dependency 2 from Nov 30 12:38:01 2026 GMT
        unloop-dependency 2 until Dec  1 12:38:01 2026 GMT
        unloop-dependency 2 now 1796042430
        unloop-dependency 2 names DNS:wrong.example, DNS:*.b.example
        unloop-dependency 2 name wrong
        unloop-dependency 2 chain failed self-signed certificate
        unloop-dependency 3 dns ok 127.0.0.1
        unloop-dependency 3 tcp ok 127.0.0.1
        unloop-dependency 3 tls failed 0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:350:
        unloop-dependency end
        """)]
    public void The_same_places_are_read_the_same_from(string by, string subject, string output)
    {
        var answers = DependencyAnswers.Read(Targets, output);
        Assert.All(answers, a => Assert.Equal(by, a.By));
        Assert.Equal(ConnectionOutcome.Refused, answers[0].Connection);
        Assert.Equal(StepOutcome.Failed, answers[1].Dns);
        Assert.Equal((StepOutcome.Passed, StepOutcome.Failed, StepOutcome.Failed), (answers[2].Certificate!.Dates, answers[2].Certificate!.Name, answers[2].Certificate!.Chain));
        Assert.Equal((subject, "DNS:wrong.example, DNS:*.b.example"), (answers[2].Certificate!.Subject, answers[2].Certificate!.Names));
        Assert.Equal(new(2026, 12, 1, 12, 38, 1, TimeSpan.Zero), answers[2].Certificate!.ValidUntil);
        Assert.Contains("wrong version number", answers[3].Trouble!.Statement, StringComparison.Ordinal);
        Assert.Equal([Category.DependencyUnreachable, Category.DnsFailure, Category.TlsCertificate, Category.TlsCertificate], answers.Select(a => a.Trouble!.Category));
    }
}
