//! The surfaces of `labs serve`: their names, usual ports and flags, defined once for the command line, the server and the
//! doctor.

/// One port of the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surface {
    /// In words.
    pub(crate) name: &'static str,
    /// The port that users of such tools know.
    pub(crate) port: u16,
    /// The flag that changes it.
    pub(crate) flag: &'static str,
}

/// All AWS services.
pub(crate) const AWS: Surface = Surface { name: "AWS services", port: 4566, flag: "--aws-port" };

/// The book.
pub(crate) const BOOK: Surface = Surface { name: "the book", port: 3000, flag: "--book-port" };

/// MLflow.
pub(crate) const MLFLOW: Surface = Surface { name: "MLflow", port: 5000, flag: "--mlflow-port" };

/// All of them.
pub(crate) const SURFACES: [Surface; 3] = [AWS, BOOK, MLFLOW];

impl Surface {
    /// The address where it usually is.
    pub(crate) fn usual_url(self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
