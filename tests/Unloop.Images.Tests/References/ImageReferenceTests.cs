using CsCheck;
using Unloop.Core.Facts;
using Unloop.Images.References;
using Unloop.Tests;

namespace Unloop.Images.Tests.References;

public class ImageReferenceTests
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly string[] Hosts = ["", "localhost/", "r.example.com:5000/"];
    private static readonly string[] Rests = ["", ":1.0", "@" + Digest];

    [Theory]
    [InlineData("web", "docker.io/library/web:latest")]
    [InlineData("web:1.0", "docker.io/library/web:1.0")]
    [InlineData("team/web", "docker.io/team/web:latest")]
    [InlineData("docker.io/web", "docker.io/library/web:latest")]
    [InlineData("index.docker.io/team/web", "docker.io/team/web:latest")]
    [InlineData("registry-1.docker.io/web:2", "docker.io/library/web:2")]
    [InlineData("localhost/web", "localhost/web:latest")]
    [InlineData("localhost:5000", "docker.io/library/localhost:5000")]
    [InlineData("localhost:5000/web:1", "localhost:5000/web:1")]
    [InlineData("registry.example.com/a/b/c:v1.2-x_y", "registry.example.com/a/b/c:v1.2-x_y")]
    [InlineData("[::1]:5000/web", "[::1]:5000/web:latest")]
    [InlineData("Registry.Example.com:5000/web", "registry.example.com:5000/web:latest")]
    [InlineData("10.243.0.2:5001/unloop-e2e/web:616f93a44212", "10.243.0.2:5001/unloop-e2e/web:616f93a44212")]
    [InlineData("a__b/c.d/e---f", "docker.io/a__b/c.d/e---f:latest")]
    [InlineData("web@" + Digest, "docker.io/library/web@" + Digest)]
    [InlineData("registry.example.com/web:1.0@" + Digest, "registry.example.com/web:1.0@" + Digest)]
    public void A_reference_is_read_as_Docker_reads_it(string text, string whole)
    {
        Assert.True(ImageReference.TryParse(text, out var reference, out _));
        Assert.Equal(whole, reference.ToString());
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("https://registry.example.com/web", "it is an address; leave out what stands before the host")]
    [InlineData("team/Web:1.0", "a repository's name is in lower case, and column 6 has 'W'")]
    [InlineData("registry.example.com/team/web app", "a repository's name may not hold a blank (column 30)")]
    [InlineData("web:", "nothing follows the colon in column 4")]
    [InlineData("web:1.0 ", "its tag may not hold a blank (column 8)")]
    [InlineData("web:-1", "its tag may not hold '-' (column 5)")]
    [InlineData("team//web", "a part of the name is empty at column 6")]
    [InlineData("team/web/", "a part of the name is empty at column 10")]
    [InlineData("team/-web", "'-web' (column 6) must begin and end with a letter or digit, with single separators between ('.', '_', '__' or dashes)")]
    [InlineData("a___b", "'a___b' (column 1) must begin and end with a letter or digit, with single separators between ('.', '_', '__' or dashes)")]
    [InlineData("web@sha256:abc", "after the @ in column 4 there is no digest (sha256: and 64 digits from 0-9a-f)")]
    [InlineData("web@md5:d41d8cd98f00b204e9800998ecf8427e", "after the @ in column 4 there is no digest (sha256: and 64 digits from 0-9a-f)")]
    [InlineData("registry.example.com:http/web", "'registry.example.com:http' at its start has no valid port")]
    [InlineData("-registry.example.com/web", "'-registry.example.com' at its start is no host name")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "it is an image's ID, which no registry knows; name it as repository:tag")]
    [InlineData("we\u001bb", "a repository's name may not hold the character U+001B (column 3)")]
    public void What_is_wrong_with_a_reference_is_said_with_its_place(string text, string problem)
    {
        Assert.False(ImageReference.TryParse(text, out _, out var found));
        Assert.Equal(problem, found);
    }

    [Fact]
    public void No_text_makes_the_parser_throw() => Gen.String[Gen.Char["abz09AZ.:/@_-[]{} \n\u001b\ud800ä"], 0, 40].ForAll(text => { _ = ImageReference.TryParse(text, out _, out _); });

    [Fact]
    public void What_was_read_reads_the_same_again() =>
        Gen.Select(Gen.Int[0, 2].Select(i => Hosts[i]), Gen.String[Gen.Char["ab.-_/"], 1, 12], Gen.Int[0, 2].Select(i => Rests[i])).ForAll((host, name, rest) =>
        {
            if (ImageReference.TryParse(host + name + rest, out var reference, out _))
            {
                Assert.True(ImageReference.TryParse(reference.ToString(), out var again, out _));
                Assert.Equal(reference.ToString(), again.ToString());
            }
        });

    private static RegistryAddress Route(string reference, params string[] maps)
    {
        var problems = new List<Problem>();
        Assert.True(ImageReference.TryParse(reference, out var parsed, out _));
        var address = RegistryRoutes.Create(new() { RegistryMap = maps, PlainHttp = ["plain.example.com:5000"] }, problems).For(parsed);
        Assert.Empty(problems);
        return address;
    }

    [Theory]
    [InlineData("web", "docker.io=mirror.example.com", "mirror.example.com/library/web")]
    [InlineData("web", "docker.io=mirror.example.com:5000/hub/", "mirror.example.com:5000/hub/library/web")]
    [InlineData("web", "docker.io/library=mirror.example.com/official", "mirror.example.com/official/web")]
    [InlineData("team/web", "docker.io/library=mirror.example.com/official", "docker.io/team/web")]
    [InlineData("registry.example.com/web", "registry.example.co=mirror.example.com", "registry.example.com/web")]
    [InlineData("registry.example.com/web", "registry.example.com=docker.io", "docker.io/library/web")]
    public void A_mirror_stands_in_for_a_registry_or_a_part_of_one(string reference, string map, string whole) => Assert.Equal(whole, Route(reference, map).ToString());

    [Fact]
    public void The_longest_of_several_maps_counts() =>
        Assert.Equal("special.example.com/web", Route("registry.example.com/team/web", "registry.example.com=all.example.com", "registry.example.com/team=special.example.com").ToString());

    [Fact]
    public void TLS_is_left_out_only_where_the_user_says_so()
    {
        Assert.False(Route("registry.example.com/web").PlainHttp);
        Assert.True(Route("plain.example.com:5000/web").PlainHttp);
        Assert.False(Route("plain.example.com/web").PlainHttp);
        Assert.True(Route("registry.example.com/web", "registry.example.com=http://mirror.example.com").PlainHttp);
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("docker.io=")]
    [InlineData("=mirror")]
    [InlineData("a=b=c")]
    [InlineData("docker.io=mirror.example.com/UPPER")]
    [InlineData("docker.io=user@mirror.example.com")]
    public void A_map_that_is_none_is_refused(string map)
    {
        var problems = new List<Problem>();
        _ = RegistryRoutes.Create(new() { RegistryMap = [map] }, problems);

        Assert.StartsWith("--registry-map ", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Docker_Hub_answers_under_another_name() => Assert.Equal("registry-1.docker.io", Route("web").ApiHost);

    [Theory]
    [InlineData("localhost:5000/web", true)]
    [InlineData("127.0.0.1/web", true)]
    [InlineData("[::1]:5000/web", true)]
    [InlineData("127.0.0.1.example.com/web", false)]
    public void This_machine_is_told_from_names_that_look_like_it(string reference, bool local) => Assert.Equal(local, Route(reference).IsLoopback);
}
