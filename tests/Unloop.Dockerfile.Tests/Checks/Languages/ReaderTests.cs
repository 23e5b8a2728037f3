using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Node;
using Unloop.Dockerfile.Checks.Python;
using Unloop.Dockerfile.Checks.Ruby;
using Unloop.Dockerfile.Checks.Web;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Tests.Checks.Languages;

/// <summary>What the readers of project files take out of them, and what they must leave.</summary>
public class ReaderTests
{
    [Theory]
    [InlineData("const a = require('express');", "express")]
    [InlineData("import { a,\n  b,\n} from \"@scope/name/sub\";", "@scope/name")]
    [InlineData("'use strict'\nimport 'reflect-metadata'", "reflect-metadata")]
    [InlineData("export * from 'zod';", "zod")]
    [InlineData("const x = require('a')({ deep: require('b') });", "a b")]
    public void What_a_module_asks_for_at_once_is_seen(string script, string packages) =>
        Assert.Equal(packages.Split(' '), ModuleImports.Of(script).Select(i => i.Package));

    [Theory]
    [InlineData("// require('a')\n/* const b = require('b')\nimport 'c' */")]
    [InlineData("try {\n  require('a');\n} catch {}")]
    [InlineData("function f() {\n  return require('a');\n}")]
    [InlineData("const a = flag ? require('a') : null;")]
    [InlineData("const lazy = () => require('a');")]
    [InlineData("const text = `\nimport a from 'a';\n`;")]
    [InlineData("const { promisify } = require('node:util'), fs = require('fs/promises');")]
    [InlineData("const load = import('a');")]
    [InlineData("import type { A } from 'a';")]
    [InlineData("if (process.env.A) require('a');")]
    public void What_is_lazy_optional_or_no_code_is_not(string script) => Assert.Empty(ModuleImports.Of(script).Where(i => i.IsPackage));

    [Theory]
    [InlineData("import flask\n", "flask")]
    [InlineData("import os, yaml as y # for the settings\n", "os yaml")]
    [InlineData("from app.models import (\n  User,\n)\n", "app.models")]
    [InlineData("\"\"\"\nimport a\n\"\"\"\nimport b\n", "b")]
    [InlineData("if True:\n    import a\ntry:\n    import b\nexcept ImportError:\n    b = None\n", "")]
    [InlineData("text = '''import a\nimport b'''\nimport c", "c")]
    [InlineData("from import \nfrom  import a\nimport b", "b")]
    public void What_a_Python_file_imports_at_once_is_seen(string script, string modules) =>
        Assert.Equal(modules.Split(' ', StringSplitOptions.RemoveEmptyEntries), PythonImports.Of(script).Select(i => i.Module));

    [Theory]
    [InlineData("Flask==3.0\n# comment\nGunicorn[gevent]>=21 ; python_version > '3'\n\n", true, "flask gunicorn[]")]
    [InlineData("requests==2.32.3 --hash=sha256:abc\n", true, "requests")]
    [InlineData("python_dateutil\n", true, "python-dateutil")]
    [InlineData("-r base.txt\nflask\n", false, "flask")]
    [InlineData("-e .\n", false, "")]
    [InlineData("git+https://example.com/a.git\n", false, "")]
    [InlineData("shop @ file:///src/shop\n", false, "")]
    public void Requirements_are_whole_only_where_every_line_is_a_name(string text, bool isWhole, string names)
    {
        var read = Requirements.Read(text);
        Assert.Equal(isWhole, read.IsWhole);
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), read.Names);
    }

    [Theory]
    [InlineData("3.3.1", "3.2", false)]
    [InlineData("3.3.1", "3.3", null)]
    [InlineData("~> 3.2", "3.3", true)]
    [InlineData("~> 3.2.0", "3.3", false)]
    [InlineData(">= 3.0", "3.3", true)]
    [InlineData(">=8.3", "8.1", false)]
    [InlineData("^7.4 || ^8.0", "8.3", true)]
    [InlineData("^8.1 <8.3", "8.3", false)]
    [InlineData("8.*", "8.3", null)]
    [InlineData("^8.2", "8", null)]
    [InlineData("~8.1.3", "8.1", null)]
    public void A_constraint_is_decided_only_where_the_known_digits_do(string constraint, string version, bool? allows) =>
        Assert.Equal(allows, Versions.Allows(constraint, SoftwareVersion.Parse(version)!.Value));

    [Fact]
    public void Groups_of_a_Gemfile_are_those_of_its_blocks_and_its_options()
    {
        var gems = Gemfile.Read("""
            source "https://rubygems.org"
            gem "rails", "~> 7.1"
            group :development, :test do
              platforms :ruby do
                gem 'debug'
              end
            end
            gem "rspec", group: :test
            # gem "no"
            """)!.Gems;
        Assert.Equal(["rails:", "debug:development,test", "rspec:test"], gems.Select(g => $"{g.Name}:{string.Join(',', g.Groups)}"));
    }

    [Fact]
    public void Directives_of_nginx_have_their_depth_and_line()
    {
        var directives = NginxConfig.Read("# a { comment;\nevents {}\nhttp {\n  log_format j '{\"a\": 1}';\n  server { listen ${PORT}; }\n}\n");
        Assert.Equal(["events 0 2", "http 0 3", "log_format 1 4", "server 1 5", "listen 2 5"], directives.Select(d => $"{d.Name} {d.Depth} {d.Line}"));
    }
}
