using Unloop.Cli;
using Unloop.Cli.Rendering;
using Unloop.Host.Trust;

MachineRoots.TakeOver();
return await UnloopCommand.RunAsync(args, Terminal.OfProcess(), CancellationToken.None);
