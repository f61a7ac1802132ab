"""digitrec in the browser: pages on the same reader, an optional extra that needs Gradio."""
