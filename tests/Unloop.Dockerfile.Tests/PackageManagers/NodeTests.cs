using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.PackageManagers;
using Unloop.Dockerfile.Tests.Modelling;

namespace Unloop.Dockerfile.Tests.PackageManagers;

public class NodeTests
{
    private static readonly (string Path, string Text)[] Project =
        [("package.json", """{"dependencies":{"express":"4","@a/b":"1"},"devDependencies":{"typescript":"5"},"scripts":{"start":"node ."}}"""), ("server.js", "")];

    private static readonly (string Path, string Text) Lock = ("package-lock.json",
        """{"lockfileVersion":3,"packages":{"":{},"node_modules/express":{},"node_modules/qs":{},"node_modules/typescript":{"dev":true},"node_modules/qs/node_modules/x":{}}}""");

    [Theory]
    [InlineData("node:14", "npm install", Outcome.Succeeds, InstallEffect.Nothing)]
    [InlineData("node:14-alpine", "npm i --production", Outcome.Succeeds, InstallEffect.Nothing)]
    [InlineData("node:20", "npm install", Outcome.Fails, InstallEffect.Failed)]
    [InlineData("node:20", "npm install --ignore-scripts", Outcome.Succeeds, InstallEffect.Nothing)]
    [InlineData("node:latest", "npm install", Outcome.Unknown, InstallEffect.Nothing)]
    [InlineData("node:14", "npm ci", Outcome.Fails, InstallEffect.Failed)]
    [InlineData("node:20", "npm ci || true", Outcome.FailsHidden, InstallEffect.Failed)]
    [InlineData("node:20", "yarn install --frozen-lockfile", Outcome.Succeeds, InstallEffect.Nothing)]
    [InlineData("node:20", "yarn", Outcome.Succeeds, InstallEffect.Nothing)]
    [InlineData("node:20", "npm i -g pnpm && pnpm install", Outcome.Fails, InstallEffect.Failed)]
    [InlineData("node:20", "npm run build", Outcome.Fails, InstallEffect.Failed)]
    public void Without_a_manifest_each_manager_does_what_it_does(string image, string command, Outcome outcome, InstallEffect effect)
    {
        var step = Build.Of($"FROM {image}\nWORKDIR /app\nRUN {command}\nCOPY . .", Project).Step("RUN");
        Assert.Equal(outcome, step.Outcome.Kind);
        var install = step.Commands.Last(c => c.Install is { Action: not "install" } or { Target: not "/usr/local/lib/node_modules" }).Install!;
        Assert.Equal((effect, Existence.Absent, "/app/package.json"), (install.Effect, install.Manifest, install.ManifestPath));
    }

    [Fact]
    public void npm_6_leaves_its_telltale_and_no_modules()
    {
        var model = Build.Of("FROM node:14\nWORKDIR /app\nRUN npm install\nCOPY server.js .", Project);
        Assert.Contains("\"lockfileVersion\": 1", model.At("/app/package-lock.json").Text!.Whole, StringComparison.Ordinal);
        Assert.True(model.At("/app/node_modules/express").IsAbsent);
        Assert.Equal(6, model.Step("RUN").Commands[0].Install!.Major);
    }

    [Fact]
    public void Packages_of_the_manifest_are_there_and_others_may_be()
    {
        var model = Build.Of("FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm install --omit=dev", Project);
        Assert.True(model.At("/app/node_modules/express").IsPresent);
        Assert.True(model.At("/app/node_modules/@a/b").IsPresent);
        Assert.Equal(Existence.Unknown, model.At("/app/node_modules/qs").Existence);
        var install = model.Step("RUN").Commands[0].Install!;
        Assert.Equal(["typescript"], install.LeftOut);
        Assert.True(install.ProductionOnly);
    }

    [Fact]
    public void A_lock_file_settles_what_is_there()
    {
        var model = Build.Of("FROM node:20\nENV NODE_ENV=production\nWORKDIR /app\nCOPY . .\nRUN npm ci", [.. Project, Lock]);
        Assert.True(model.At("/app/node_modules/qs/package.json").Existence != Existence.Absent);
        Assert.True(model.At("/app/node_modules/qs").IsPresent);
        Assert.True(model.At("/app/node_modules/typescript").IsAbsent);
        Assert.True(model.At("/app/node_modules/lodash").IsAbsent);
        Assert.True(Build.Of("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci", [.. Project, Lock]).At("/app/node_modules/typescript").IsPresent);
    }

    [Fact]
    public void npm_walks_up_to_a_parents_manifest()
    {
        var install = Build.Of("FROM node:20\nCOPY package.json /\nWORKDIR /app\nRUN npm install", Project).Step("RUN").Commands[0].Install!;
        Assert.Equal(("/", "/node_modules", InstallEffect.Installed), (install.Directory, install.Target, install.Effect));
    }

    [Fact]
    public void A_manifest_that_may_be_there_leaves_all_unknown()
    {
        var model = Build.With("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install", null);
        Assert.Equal(Outcome.Unknown, model.Step("RUN").Outcome.Kind);
        Assert.Equal(InstallEffect.Unknown, model.Step("RUN").Commands[0].Install!.Effect);
        Assert.Equal(Existence.Unknown, model.At("/app/node_modules/express").Existence);
    }

    [Fact]
    public void A_mounted_manifest_counts_while_the_command_runs()
    {
        const string Text = "FROM node:20\nWORKDIR /app\nRUN --mount=type=bind,source=package.json,target=package.json --mount=type=bind,source=package-lock.json,target=package-lock.json npm ci";
        var model = Build.Of(Text, [.. Project, Lock]);
        Assert.True(model.At("/app/node_modules/express").IsPresent);
        Assert.True(model.At("/app/package.json").IsAbsent);
    }

    [Fact]
    public void A_later_npm_replaces_the_images()
    {
        var model = Build.Of("FROM node:14\nRUN npm install -g npm@8\nWORKDIR /app\nRUN npm install");
        Assert.Equal(8, model.Step("RUN", 1).Commands[0].Install!.Major);
        Assert.True(model.Step("RUN", 1).Outcome.IsFailure);
    }

    [Fact]
    public void The_images_own_version_goes_before_its_tag()
    {
        Assert.Equal(6, Unloop.Dockerfile.Modelling.Bases.SoftwareVersion.Parse("6.14.18")!.Value.Major);
        Assert.Equal(10, Build.Of("FROM node:20.11.1-slim").Target!.End.Managers["npm"]);
        Assert.Equal(8, Build.Of("FROM node:16").Target!.End.Managers["npm"]);
    }

    [Fact]
    public void pnpm_needs_corepack_or_an_install_first()
    {
        Assert.True(Build.Of("FROM node:20-alpine\nRUN pnpm install").FirstFailure is not null);
        Assert.Null(Build.Of("FROM node:20-alpine\nRUN corepack enable\nWORKDIR /app\nCOPY . .\nRUN pnpm install", Project).FirstFailure);
    }
}
