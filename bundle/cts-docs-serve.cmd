@echo off
rem Starts the page of cts-docs and opens it in the browser. Close this window to stop it.
rem The archive is the folder given, if any: cts-docs-serve.cmd [FOLDER]. A folder can be dropped on this file.
setlocal
set "PROGRAM=%LOCALAPPDATA%\cts-docs\Scripts\cts-docs.exe"
if not exist "%PROGRAM%" set "PROGRAM=cts-docs"
if "%~1"=="" ("%PROGRAM%" serve --open) else ("%PROGRAM%" serve --open --archive "%~1")
if errorlevel 1 pause
