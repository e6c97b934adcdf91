#!/usr/bin/env python3
"""Writes a fleet of small repositories that need each other: `generate.py COUNT FOLDER`.

One in 25 is a library of Go (an interface, a type that implements it, a session); the others are services that import two libraries, every
fifth with a front end in TypeScript and every third with a schema in SQL. The same arguments give the same files.
"""

import sys
from pathlib import Path

LIBRARY = '''// Package {name} keeps sessions. A run id is the old word for a session id.
package {name}

// Store saves under a run id.
type Store interface {{
\tSave(runID string, value string) error
}}

// Session is one session.
type Session struct {{
\tSessionID string `json:"session_id"`
\tRunID     string `json:"run_id,omitempty"`
}}

// Open makes a session.
func Open(sessionID string) *Session {{
\treturn &Session{{SessionID: sessionID, RunID: sessionID}}
}}
'''

PLANNER = '''package {name}

// PlanningRun is one run of the planner, and no session.
type PlanningRun struct {{
\tRunID string `json:"run_id"`
\tSteps int
}}

// Plan begins a planning run.
func Plan(runID string) PlanningRun {{
\treturn PlanningRun{{RunID: runID, Steps: {number}}}
}}
'''

SERVICE = '''package {name}

import (
\t"example.com/{first}"
\t"example.com/{second}"
)

// Start takes the id of a session.
func Start(id string) string {{
\tsession := {first}.Open(id)
\trunID := session.RunID
\tlog("run_id", runID)
\treturn {second}.Open(runID).SessionID
}}

func log(key string, value string) {{}}
'''

STORE = '''package {name}

import "example.com/{first}"

// Memory keeps values by the id of a session.
type Memory struct{{ values map[string]string }}

var _ {first}.Store = &Memory{{}}

// Save implements {first}.Store.
func (m *Memory) Save(sessionID string, value string) error {{
\tm.values[sessionID] = value
\treturn nil
}}

// StartResponse is what the front end gets.
type StartResponse struct {{
\tRunID string `json:"run_id"`
}}

// Answer tells which session was started.
func Answer(sessionID string) StartResponse {{
\treturn StartResponse{{RunID: sessionID}}
}}
'''

FRONT = '''// The run id is that of the session.
export interface StartResponse{number} {{
  run_id: string
}}

export function show(response: StartResponse{number}): string {{
  const sessionId = response.run_id
  return sessionId
}}
'''

SCHEMA = '''CREATE TABLE turns (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL,
  session_id TEXT
);
CREATE INDEX turns_by_run_id ON turns (run_id);
'''

README = '''# {name}

A run id names a session here. `run_id` is what the log calls it.
'''


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    libraries = [it for it in range(count) if it % 25 == 0]
    called = lambda it: f"{'lib' if it % 25 == 0 else 'svc'}{it:05}"
    for number in range(count):
        name, root = called(number), folder / called(number)
        if number % 25 == 0:
            put(root / "go.mod", f"module example.com/{name}\n\ngo 1.22\n")
            put(root / f"{name}.go", LIBRARY.format(name=name))
        else:
            near = number // 25
            first, second = called(libraries[near]), called(libraries[number * 7 % len(libraries)])
            if first == second:
                second = called(libraries[(near + 1) % len(libraries)])
            one = first == second
            needs = f"\t{'example.com/' + first} v1.0.0\n" + ("" if one else f"\texample.com/{second} v1.0.0\n")
            put(root / "go.mod", f"module example.com/{name}\n\ngo 1.22\n\nrequire (\n{needs})\n")
            service = SERVICE.format(name=name, first=first, second=second)
            if one:
                service = service.replace(f'\t"example.com/{first}"\n', "", 1)
            put(root / f"{name}.go", service)
            put(root / "store.go", STORE.format(name=name, first=first))
        put(root / "planner.go", PLANNER.format(name=name, number=number))
        put(root / "README.md", README.format(name=name))
        if number % 5 == 1:
            put(root / "web/package.json", f'{{"name": "{name}-web"}}\n')
            put(root / "web/src/answer.ts", FRONT.format(number=number))
        if number % 3 == 1:
            put(root / "schema.sql", SCHEMA)


main()
