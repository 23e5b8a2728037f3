using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Tests.Modelling;

public class KnownImageTests
{
    private static BaseImage Find(string reference) => KnownImages.Instance.Find(reference, null);

    [Theory]
    [InlineData("node:14", Distribution.Debian, Libc.Glibc, "node", "14")]
    [InlineData("docker.io/library/node:20.11.1-alpine3.19", Distribution.Alpine, Libc.Musl, "node", "20.11")]
    [InlineData("public.ecr.aws/docker/library/python:3.12-slim-bookworm", Distribution.Debian, Libc.Glibc, "python", "3.12")]
    [InlineData("golang:1.22@sha256:0000", Distribution.Debian, Libc.Glibc, "go", "1.22")]
    [InlineData("eclipse-temurin:17-jre-jammy", Distribution.Ubuntu, Libc.Glibc, "java", "17")]
    [InlineData("maven:3.9-eclipse-temurin-21", Distribution.Unknown, Libc.Glibc, "java", "21")]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:8.0-alpine", Distribution.Alpine, Libc.Musl, "dotnet", "8.0")]
    [InlineData("mcr.microsoft.com/dotnet/runtime:8.0-jammy-chiseled", Distribution.Ubuntu, Libc.Glibc, "dotnet", "8.0")]
    [InlineData("gcr.io/distroless/nodejs20-debian12", Distribution.Distroless, Libc.Glibc, "node", "20")]
    public void Traits_come_from_name_and_tag(string reference, Distribution distribution, Libc libc, string runtime, string version)
    {
        var image = Find(reference);
        Assert.False(image.IsAssumed);
        Assert.Equal((distribution, libc, runtime, version), (image.Traits.Distribution, image.Traits.Libc, image.Traits.Runtime!.Name, image.Traits.Runtime.Version.ToString()));
    }

    [Theory]
    [InlineData("node:20-alpine", "/bin/bash", Existence.Absent)]
    [InlineData("node:20-alpine", "/bin/sh", Existence.Present)]
    [InlineData("node:20", "/bin/bash", Existence.Present)]
    [InlineData("node:20", "/usr/local/bin/node", Existence.Present)]
    [InlineData("node:20", "/app", Existence.Absent)]
    [InlineData("node:20", "/usr/src/app", Existence.Absent)]
    [InlineData("node:20", "/home/node", Existence.Present)]
    [InlineData("node:20", "/etc/some.conf", Existence.Unknown)]
    [InlineData("nginx:alpine", "/etc/nginx/nginx.conf", Existence.Present)]
    [InlineData("nginx", "/usr/share/nginx/html/app.js", Existence.Absent)]
    [InlineData("gcr.io/distroless/static", "/bin/sh", Existence.Absent)]
    [InlineData("gcr.io/distroless/static:debug", "/busybox/sh", Existence.Present)]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled", "/bin/sh", Existence.Absent)]
    [InlineData("scratch", "/etc", Existence.Absent)]
    [InlineData("php:8.2-apache", "/var/www/html/index.php", Existence.Absent)]
    [InlineData("example.com/team/base:1", "/bin/sh", Existence.Unknown)]
    [InlineData("registry.example.com/node:20-alpine", "/bin/bash", Existence.Unknown)]
    public void Paths_are_there_or_not_as_far_as_is_known(string reference, string path, Existence expected) => Assert.Equal(expected, Find(reference).Find(path));

    [Fact]
    public void The_same_name_elsewhere_is_a_guess()
    {
        var image = Find("registry.example.com/base/node:14");
        Assert.True(image.IsAssumed);
        Assert.Null(image.Configuration);
        Assert.Equal("node", image.Traits.Runtime!.Name);
        Assert.Equal(BaseKnowledge.Nothing, Find("registry.example.com/shop:14").Knowledge);
        Assert.Equal(BaseKnowledge.Nothing, Find("mcr.microsoft.com/windows/nanoserver:ltsc2022").Knowledge);
    }

    [Fact]
    public void An_image_s_real_facts_go_the_same_way()
    {
        var image = new BaseImage("web", BaseKnowledge.Image, new ImageConfiguration { Env = ["NODE_VERSION=14.21.3", "PATH=/n/bin"], Cmd = ["node"] }, path => path is "/" or "/n" or "/n/bin" or "/n/bin/node" ? Existence.Present : Existence.Absent);
        var model = Build.With("FROM web\nCOPY . /app", Build.Context(("a", "")), null, new One(image));
        Assert.Equal(6, model.Target!.End.Managers["npm"]);
        Assert.True(model.Target.End.FindProgram("node").IsPresent);
        Assert.True(model.Target.End.FindProgram("npm").IsAbsent);
        Assert.True(model.At("/app/a").IsPresent);
    }

    [Fact]
    public void The_npm_that_was_seen_in_an_image_counts_more_than_the_one_that_its_Node_came_with()
    {
        var configuration = new ImageConfiguration { Env = ["NODE_VERSION=14.21.3"] };
        var image = new BaseImage("web", BaseKnowledge.Image, configuration, _ => Existence.Unknown, new ImageTraits { Managers = new Dictionary<string, int> { ["npm"] = 9 } });
        Assert.Equal(9, Build.With("FROM web", Build.Context(), null, new One(image)).Target!.End.Managers["npm"]);
    }

    private sealed class One(BaseImage image) : IBaseImages
    {
        public BaseImage Find(string reference, string? platform) => image;
    }
}
