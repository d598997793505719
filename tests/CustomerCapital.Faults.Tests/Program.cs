using CustomerCapital.Faults.Tests;

return await FaultSuite.RunAsync(args);
