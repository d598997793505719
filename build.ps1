# Builds, tests and measures the project; ".\build.ps1 help" lists how. build.sh does the same elsewhere.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

$command = if ($args.Count -gt 0) { [string]$args[0] } else { 'help' }
$options = @($args | Select-Object -Skip 1)

function Show-Help {
    @'
usage: .\build.ps1 COMMAND [OPTION...]

  check   build everything; a warning is an error
  test    build everything and run every test; options go to dotnet test, such as --filter Ladder
  bench   measure; options go to the benchmark program
  mangle  import mangled files from seeds into a ledger each: [--files N] [--seed S]; --seed S alone imports one and prints it (docs/importing.md)
  simulate  play worlds from seeds against the engine: [--seeds N] [--from S]; --seed S plays one and prints its trace (docs/simulation.md)
  help    show this

Needs the .NET SDK 10 and nothing else; packages are restored as they are needed. build.sh also has "publish", "tour", "fuzz", "sbom", "screenshots", "clients", "demo-starts", "year", "year-cluster",
"bench-cluster", "faults", "faults-cluster" and the tests over PostgreSQL, which need shell scripts: run them on Linux, macOS or in WSL. Tests that need a SQL Server are left out unless the
environment variable SQLSERVER_FOR_TESTS names one by a connection string.
'@ | Write-Output
}

# Says plainly what is missing, before a tool says it at length.
function Test-Sdk {
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        [Console]::Error.WriteLine("build.ps1: there is no 'dotnet' on the PATH; install the .NET SDK 10 from https://dotnet.microsoft.com/download/dotnet/10.0")
        return $false
    }
    cmd /c 'dotnet --version >nul 2>&1'
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine('build.ps1: the .NET SDK 10 is needed (global.json); install it from https://dotnet.microsoft.com/download/dotnet/10.0')
        return $false
    }
    return $true
}

function Invoke-Build {
    if (-not (Test-Sdk)) { return $false }
    Write-Host 'Building ...'
    $output = dotnet build CustomerCapital.sln --configuration Release --verbosity quiet
    if ($LASTEXITCODE -eq 0) { return $true }
    $faults = @($output | Where-Object { $_ -match '(error|warning) [A-Z]+[0-9]+' } | Sort-Object -Unique)
    $(if ($faults.Count -gt 0) { $faults } else { $output }) | Out-Host
    return $false
}

# The options with a filter that leaves out the tests whose full name contains a pattern.
function Remove-Tests($pattern, $given) {
    $given = @($given)
    $filter = "FullyQualifiedName!~$pattern"
    $others = @()
    for ($i = 0; $i -lt $given.Count; $i++) {
        if ($given[$i] -eq '--filter' -and $i + 1 -lt $given.Count) { $i++; $filter = "($($given[$i]))&$filter" }
        else { $others += $given[$i] }
    }
    return $others + @('--filter', $filter)
}

# Runs every test project, one line each, and closes with one line that adds them up; no test at all is a failure.
function Invoke-Tests {
    $results = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    New-Item -ItemType Directory $results | Out-Null
    $passed = 0
    $failed = 0
    $status = 0
    # The cluster for those tests is made by a shell script, on a Unix socket.
    Write-Host 'The tests of the ledger in PostgreSQL are left out: build.sh runs them on Linux and macOS.'
    $options = @(Remove-Tests 'PostgreSql' $options)
    Write-Host 'The tests of the console in a browser are left out: build.sh runs them.'
    $options = @(Remove-Tests '.Browser.' $options)
    if (-not $env:SQLSERVER_FOR_TESTS) {
        Write-Host 'The tests that need a SQL Server are left out: SQLSERVER_FOR_TESTS names none (a connection string whose user may make databases).'
        $options = @(Remove-Tests 'OnSqlServer' $options)
    }
    if (Invoke-Build) {
        foreach ($project in Get-ChildItem tests/*/*.csproj | Where-Object { $_.BaseName -notlike '*.Conformance' }) {
            $report = Join-Path $results "$($project.BaseName).trx"
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $log = dotnet test $project.FullName --configuration Release --no-build --logger "trx;LogFileName=$report" @options
            if ($LASTEXITCODE -ne 0) {
                $status = 1
                $log | Where-Object { $_ -and $_ -notmatch '^(Test run for|A total of|Results File:|Starting test execution)' } | Out-Host
            }
            $here = @{ passed = 0; failed = 0 }
            if (Test-Path $report) {
                $counters = ([xml](Get-Content $report -Raw)).TestRun.ResultSummary.Counters
                $here = @{ passed = [int]$counters.passed; failed = [int]$counters.failed }
            }
            Write-Host ('{0,-44} {1,5} passed {2,3} failed {3,5:0} s' -f $project.BaseName, $here.passed, $here.failed, $watch.Elapsed.TotalSeconds)
            $passed += $here.passed
            $failed += $here.failed
        }
    }
    else {
        $status = 1
    }
    Remove-Item -Recurse -Force $results
    if ($failed -gt 0) { $status = 1 }
    if ($passed + $failed -eq 0) {
        [Console]::Error.WriteLine('No test was run.')
        $status = 1
    }
    Write-Host "$passed passed, $failed failed"
    exit $status
}

switch ($command) {
    'check' {
        if (-not (Invoke-Build)) { exit 1 }
        Write-Host 'Built without a warning.'
    }
    'test' { Invoke-Tests }
    'bench' {
        if (-not (Test-Sdk)) { exit 1 }
        dotnet run --configuration Release --project bench/CustomerCapital.Bench -- @options
        exit $LASTEXITCODE
    }
    'mangle' {
        if (-not (Test-Sdk)) { exit 1 }
        dotnet run --configuration Release --project tests/CustomerCapital.Importing.Tests -- @options
        exit $LASTEXITCODE
    }
    'simulate' {
        if (-not (Test-Sdk)) { exit 1 }
        dotnet run --configuration Release --project tests/CustomerCapital.Simulation.Tests -- @options
        exit $LASTEXITCODE
    }
    { $_ -in 'help', '--help', '-h' } { Show-Help }
    default {
        [Console]::Error.WriteLine("build.ps1: there is no '$command'; .\build.ps1 help lists what there is")
        exit 2
    }
}
