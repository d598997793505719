using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;

return await new FaultSuite("faults", Fault.All, "seconds until service").RunAsync(args);
