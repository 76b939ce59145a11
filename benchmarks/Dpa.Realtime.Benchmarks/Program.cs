using BenchmarkDotNet.Running;
using Dpa.Realtime.Benchmarks;

if (args is ["many-reporters", ..]) await ManyReporters.RunAsync(args);
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
