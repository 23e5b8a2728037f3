using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.PackageManagers;
using Unloop.Dockerfile.Tests.Modelling;

namespace Unloop.Dockerfile.Tests.PackageManagers;

public class OtherManagerTests
{
    [Theory]
    [InlineData("python:3.12", "pip install -r requirements.txt", "/app/requirements.txt")]
    [InlineData("python:3.12", "pip install poetry && poetry install", "pyproject.toml")]
    [InlineData("ruby:3.3", "bundle install", "Gemfile")]
    [InlineData("golang:1.22", "go mod download", "go.mod")]
    [InlineData("rust:1.79", "cargo build --release", "Cargo.toml")]
    [InlineData("maven:3.9-eclipse-temurin-21", "mvn package", "pom.xml")]
    [InlineData("gradle:8-jdk17", "gradle build", "build file")]
    [InlineData("composer:2", "composer install", "composer.json")]
    [InlineData("mcr.microsoft.com/dotnet/sdk:8.0", "dotnet restore", "project or solution")]
    [InlineData("mcr.microsoft.com/dotnet/sdk:8.0", "dotnet publish src/Web.csproj -o /out", "/app/src/Web.csproj")]
    public void Without_its_manifest_a_manager_stops_the_build(string image, string command, string named)
    {
        var failure = Build.Of($"FROM {image}\nWORKDIR /app\nRUN {command}", ("x", "")).FirstFailure;
        Assert.NotNull(failure);
        Assert.Contains(named, failure.Outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt")]
    [InlineData("FROM golang:1.22\nWORKDIR /app\nCOPY . .\nRUN go mod download && go build -o /bin/web ./cmd/web")]
    [InlineData("FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /app\nCOPY . .\nRUN dotnet publish -o /out")]
    [InlineData("FROM rust:1.79\nWORKDIR /app\nCOPY . .\nRUN cargo build --release")]
    [InlineData("FROM ruby:3.3-slim\nWORKDIR /app\nRUN apt-get update && apt-get install -y build-essential && rm -rf /var/lib/apt/lists/*\nCOPY . .\nRUN bundle install --jobs 4")]
    [InlineData("FROM php:8.3-apache\nCOPY --from=composer:2 /usr/bin/composer /usr/bin/composer\nCOPY . .\nRUN composer install --no-dev")]
    public void With_it_nothing_stops(string dockerfile) => Assert.Null(Build.Of(dockerfile, Project).FirstFailure);

    [Fact]
    public void Requirements_are_read_and_bring_programs()
    {
        var model = Build.Of("FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt", Project);
        Assert.Equal(["flask", "gunicorn"], model.Step("RUN").Commands[0].Install!.Packages!);
        Assert.Equal("/usr/local/bin/gunicorn", model.Target!.End.FindProgram("gunicorn").Path);
        Assert.True(model.Target.End.FindProgram("gunicorn").IsPresent);
    }

    [Fact]
    public void Empty_requirements_bring_nothing() =>
        Assert.Equal(InstallEffect.Nothing, Build.Of("FROM python:3\nCOPY r.txt .\nRUN pip install -r r.txt", ("r.txt", "# none\n")).Step("RUN").Commands[0].Install!.Effect);

    [Fact]
    public void go_build_puts_the_program_where_o_says_or_into_the_directory_that_it_is()
    {
        Assert.Equal(EntryKind.File, Build.Of("FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .", Project).At("/app").Kind);
        var model = Build.Of("FROM golang:1.22\nWORKDIR /app\nCOPY . .\nRUN go build -o /app .", Project);
        Assert.Equal(EntryKind.Directory, model.At("/app").Kind);
        Assert.True(model.At("/app/shop").IsPresent);
        Assert.True(model.At("/app/shop").Executable);
    }

    [Fact]
    public void dotnet_publish_names_the_assembly_after_the_project_or_as_it_says()
    {
        var model = Build.Of("FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet publish Web.csproj -c Release -o /out\nFROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=build /out /app", Project);
        Assert.True(model.At("/app/Shop.Web.dll").IsPresent);
        Assert.NotEqual(Existence.Present, model.At("/app/Web.dll").Existence);
    }

    [Fact]
    public void System_packages_bring_their_programs_and_no_others()
    {
        var end = Build.Of("FROM alpine:3.20\nRUN apk add --no-cache curl tini").Target!.End;
        Assert.True(end.FindProgram("curl").IsPresent);
        Assert.True(end.FindProgram("bash").IsAbsent);
        Assert.Equal(Existence.Unknown, end.FindProgram("tini").Existence);
        Assert.Equal(Existence.Unknown, Build.Of("FROM alpine:3.20\nRUN apk add --no-cache something").Target!.End.FindProgram("bash").Existence);
        Assert.True(Build.Of("FROM alpine\nRUN apk add bash").At("/bin/bash").IsPresent);
    }

    [Fact]
    public void A_project_s_own_wrapper_must_be_executable()
    {
        Assert.Contains("not executable", Build.Of("FROM eclipse-temurin:17\nWORKDIR /app\nCOPY . .\nRUN ./mvnw package", ("mvnw", "#!/bin/sh"), ("pom.xml", "")).FirstFailure!.Outcome.Reason, StringComparison.Ordinal);
        Assert.Null(Build.Of("FROM eclipse-temurin:17\nWORKDIR /app\nCOPY . .\nRUN chmod +x mvnw && ./mvnw package", ("mvnw", "#!/bin/sh"), ("pom.xml", "")).FirstFailure);
    }

    private static (string Path, string Text)[] Project =>
    [
        ("requirements.txt", "Flask>=2  # web\n\ngunicorn==21.2 ; python_version > '3'\n"),
        ("go.mod", "module example.com/shop\n"), ("cmd/web/main.go", "package main"), ("main.go", "package main"),
        ("Web.csproj", "<Project><PropertyGroup><AssemblyName>Shop.Web</AssemblyName></PropertyGroup></Project>"),
        ("Cargo.toml", "[package]\nname = \"shop\"\n"), ("src/main.rs", "fn main() {}"), ("Gemfile", "source 'x'\ngem 'puma'\n"), ("composer.json", "{\"require\":{\"a/b\":\"1\"}}"),
    ];
}
